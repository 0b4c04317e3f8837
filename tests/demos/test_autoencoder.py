"""The autoencoder: its baseline, principal components, and that it beats it."""

import math

import pytest

import engine
from demos import autoencoder
from tests.demos.common import beats_the_baseline, reports_and_draws


def test_principal_components_are_those_of_points_on_an_ellipse():
    angles = [2 * math.pi * i / 40 for i in range(40)]
    points = [
        [1 + 3 * math.cos(t) * 0.6 - math.sin(t) * 0.8, 3 * math.cos(t) * 0.8 + math.sin(t) * 0.6] for t in angles
    ]
    middle, directions = autoencoder.principal_components(points)
    assert middle == pytest.approx([1.0, 0.0], abs=1e-12)
    assert [abs(engine.dot(d, [0.6, 0.8])) for d in directions] == pytest.approx([1.0, 0.0], abs=1e-9)


def test_the_codes_stand_within_their_axes():
    images, digits = (part[:40] for part in autoencoder.digit_images()[1])
    figure = autoencoder.codes(autoencoder.Autoencoder(0), (images, digits))
    figure.draw_without_rendering()
    plane = figure.axes[0]
    inside = plane.get_window_extent()
    assert len(plane.texts) == 40
    for text in plane.texts:
        box = text.get_window_extent()
        assert inside.x0 < box.x0 < box.x1 < inside.x1
        assert inside.y0 < box.y0 < box.y1 < inside.y1


@pytest.mark.slow
def test_a_short_run_reports_and_draws(tmp_path):
    reports_and_draws(
        tmp_path,
        "autoencoder",
        "--images",
        "100",
        "--epochs",
        "1",
        pictures=["codes.png", "reconstructions.png"],
        pattern="error #, PCA #;",
    )


@pytest.mark.slow
def test_every_seed_beats_the_baseline(tmp_path):
    beats_the_baseline(tmp_path, "autoencoder", "--seeds", "2", margin=15.0)
