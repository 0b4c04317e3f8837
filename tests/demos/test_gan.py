"""The GAN: its measure and its two players, and that it beats a normal distribution."""

from random import Random

import pytest

import nn
from demos import gan
from tests.demos.common import beats_the_baseline, reports_and_draws


def test_the_energy_distance_is_zero_for_one_distribution_and_that_between_far_points():
    rng = Random(0)
    first, second = gan.real_points(300, rng), gan.real_points(300, rng)
    assert abs(gan.energy_distance(first, second)) < 0.02
    far = [[x + 100, y] for x, y in second]
    assert gan.energy_distance(first, far) == pytest.approx(200 - 2 * gan.mean_distance(first, first), rel=0.02)


def test_each_player_moves_alone():
    generator, discriminator = gan.players(0)
    optimizer = nn.Adam(discriminator.parameters())
    before = [p.data for p in generator.parameters()], [p.data for p in discriminator.parameters()]
    points = [generator(z) for z in gan.noise(4, Random(0))]
    gan.moved(optimizer, gan.cost(discriminator, points, 0.0))
    assert [p.data for p in generator.parameters()] == before[0]
    assert [p.data for p in discriminator.parameters()] != before[1]


def test_a_short_run_reports_and_draws(tmp_path):
    reports_and_draws(
        tmp_path, "gan", "--steps", "10", pictures=["gan.png"], pattern="energy distance #, normal distribution #;"
    )


@pytest.mark.slow
def test_every_seed_beats_the_baseline(tmp_path):
    beats_the_baseline(tmp_path, "gan", "--seeds", "1", margin=30.0)
