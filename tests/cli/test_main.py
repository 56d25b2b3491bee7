import fcntl
import socket

import pytest

from kweek.cli.main import main


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "cdk.json").write_text("{}")
    (tmp_path / "campaigns").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_outside_a_project_local_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["local"]) == 2
    assert "no cdk.json in" in capsys.readouterr().err


@pytest.mark.usefixtures("project")
def test_a_folder_without_campaigns_is_called_wrongly(capsys):
    assert main(["local", "--campaigns", "elsewhere"]) == 2
    assert "--campaigns: elsewhere is no folder" in capsys.readouterr().err


def test_a_second_stack_on_one_port_is_refused(project, capsys):
    place = project / ".kweek" / "port-4580"
    place.mkdir(parents=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert main(["local"]) == 2

    assert "already running on port 4580; stop that one first" in capsys.readouterr().err


def test_a_port_in_use_is_refused_before_anything_is_made(project, unused_port, capsys):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", unused_port))
        listener.listen()

        assert main(["local", "--port", str(unused_port)]) == 2

    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert f"port {unused_port} (the API and the mailbox) is in use" in captured.err
    made = sorted(one.name for one in (project / ".kweek").rglob("*"))
    assert made == ["lock", "lock", f"port-{unused_port}"]


@pytest.mark.usefixtures("project")
def test_a_speed_that_means_nothing_is_called_wrongly(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["local", "--speed", "fast"])

    assert ended.value.code == 2
    assert "'fast' is no speed; write 1d/s" in capsys.readouterr().err
