"""Generated consultations are spread like real ones."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.data_folder import data_folder
from scenarios.generator import durations
from scenarios.generator.durations import (
    CONSULTATION,
    PAUSE,
    booked_minutes,
    mean_booked_minutes,
    pause_minutes,
)
from scenarios.generator.fit import fit_clinic, fit_log_normal, main

# Published with the data, over all of it: median 725 s, mean 802 s, ninetieth percentile 1,270 s.


def test_drawn_consultations_are_spread_like_the_real_ones():
    seconds = CONSULTATION.draw(np.random.default_rng(1), 20_000)
    assert np.median(seconds) == pytest.approx(725, rel=0.03)
    assert np.mean(seconds) == pytest.approx(802, rel=0.02)
    assert np.quantile(seconds, 0.9) == pytest.approx(1270, rel=0.03)
    assert CONSULTATION.mean == pytest.approx(802, rel=0.02)


def test_booked_minutes_are_whole_steps_with_the_same_mean():
    minutes = booked_minutes(np.random.default_rng(1), 20_000)
    assert {value % 5 for value in minutes} == {0}
    assert min(minutes) == 5
    assert max(minutes) <= durations.LONGEST_BOOKED
    assert np.mean(minutes) == pytest.approx(802 / 60, rel=0.03)
    for grid in (5, 10, 15, 30):
        drawn = booked_minutes(np.random.default_rng(1), 20_000, grid)
        assert np.mean(drawn) == pytest.approx(mean_booked_minutes(grid), rel=0.02)


def test_pauses_come_as_often_as_asked_and_are_whole_steps():
    rng = np.random.default_rng(1)
    pauses = [pause_minutes(rng, share=0.2) for _ in range(5000)]
    assert np.mean([pause > 0 for pause in pauses]) == pytest.approx(0.2, abs=0.02)
    assert {pause % 5 for pause in pauses} == {0}
    assert max(pauses) <= 45


def test_a_fit_finds_the_parameters_that_values_were_drawn_with():
    seconds = PAUSE.draw(np.random.default_rng(2), 10_000)
    fitted = fit_log_normal(list(seconds))
    assert fitted.distribution.mu == pytest.approx(PAUSE.mu, abs=0.05)
    assert fitted.distribution.sigma == pytest.approx(PAUSE.sigma, abs=0.05)
    assert fitted.distance < 0.02
    assert fitted.values == 10_000


def test_the_parameters_in_the_code_fit_the_data(capsys):
    folder = data_folder("clinic-service-times")
    if folder is None:
        pytest.skip("clinic-service-times is not there; HUDDLE_DATA names the folder that holds it")
    # Other sessions of the same clinic must do, too: the tolerances are not those of one file.
    found = fit_clinic(folder / "consultations.csv")
    assert found.consultation.distribution.mu == pytest.approx(CONSULTATION.mu, abs=0.06)
    assert found.consultation.distribution.sigma == pytest.approx(CONSULTATION.sigma, abs=0.06)
    assert found.consultation.distance < 0.05
    assert found.pause.distribution.mu == pytest.approx(PAUSE.mu, abs=0.4)
    assert found.pause.distribution.sigma == pytest.approx(PAUSE.sigma, abs=0.4)
    assert found.pause_share == pytest.approx(durations.PAUSE_SHARE, abs=0.05)
    assert found.opening_spread == pytest.approx(durations.OPENING_SPREAD, abs=3)
    main()
    written = capsys.readouterr().out
    assert f"consultation: mu {found.consultation.distribution.mu:.3f}" in written
    assert f"from {found.consultation.values} values" in written


def test_missing_data_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("HUDDLE_DATA", str(tmp_path))
    assert data_folder("clinic-service-times") is None
    with pytest.raises(SystemExit, match="HUDDLE_DATA"):
        main()
