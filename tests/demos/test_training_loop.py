"""The training loop in the open."""

from tests.demos.common import run


def test_training_loop_learns_xor(tmp_path):
    lines = run(tmp_path, "demos.training_loop").splitlines()
    costs = [float(line.split()[-1]) for line in lines if line.startswith("epoch")]
    assert costs[0] > 0.1
    assert costs[-1] < 1e-5
    assert [line.split()[4] for line in lines[-4:]] == ["0,", "1,", "1,", "0,"]
    assert [round(float(line.split()[-1])) for line in lines[-4:]] == [0, 1, 1, 0]
