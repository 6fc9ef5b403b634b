"""What only Android's window and its device management know, through pyjnius."""

from __future__ import annotations

from typing import Any

from associate_app.languages import of_system


def keep_out_of_pictures() -> None:
    """No screenshot, no recording and no list of recent apps shows a customer's name."""
    from android.runnable import run_on_ui_thread
    from jnius import autoclass

    flag = autoclass("android.view.WindowManager$LayoutParams").FLAG_SECURE

    def add() -> None:
        _activity().getWindow().addFlags(flag)

    run_on_ui_thread(add)()


def managed(name: str) -> str:
    """What device management has set under that name; empty if it has not."""
    from jnius import autoclass

    context = autoclass("android.content.Context")
    restrictions = _activity().getSystemService(context.RESTRICTIONS_SERVICE).getApplicationRestrictions()
    return str(restrictions.getString(name, "")) if restrictions else ""


def language() -> str:
    """The language that the system speaks, if the app does; English otherwise."""
    from jnius import autoclass

    return of_system({"LANG": str(autoclass("java.util.Locale").getDefault().getLanguage())})


def _activity() -> Any:
    from jnius import autoclass

    return autoclass("org.kivy.android.PythonActivity").mActivity
