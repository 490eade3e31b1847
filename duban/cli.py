"""The `duban` command."""

import typer

from duban.arguments import Typed
from duban.commands import (
    admin,
    backup,
    deploy,
    forward,
    matter,
    parse,
    people,
    petition,
    plan,
    read,
    release,
    report,
    round,
    run,
    sheet,
    signature,
    task,
    tracing,
    units,
)

app = typer.Typer(
    cls=Typed,
    help="督办：读通知，把每项重点工作变成工作流，按时提醒、逐级催办、收集答复、全程可查。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("read")(read.read)
app.command("trace")(tracing.trace)
app.add_typer(parse.app, name="parse")
app.add_typer(plan.app, name="plan")
app.add_typer(units.app, name="units")
app.add_typer(people.app, name="people")
app.add_typer(task.app, name="task")
app.add_typer(matter.app, name="matter")
app.add_typer(sheet.app, name="sheet")
app.add_typer(forward.app, name="forward")
app.add_typer(signature.app, name="signature")
app.command("report")(report.report)
app.command("sign")(report.sign)
app.add_typer(petition.app, name="petition")
app.add_typer(round.app, name="round")
app.command("call")(round.call)
app.command("release")(release.release)
app.add_typer(admin.config_app, name="config")
app.add_typer(admin.database_app, name="db")
app.command("serve")(run.serve)
app.command("prefect")(run.prefect)
app.command("web")(run.web)
app.command("clock")(run.clock)
app.command("legs")(run.legs)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("deploy")(deploy.deploy)
app.command("inbox")(run.inbox)
app.command("demo")(run.demo)

if __name__ == "__main__":
    app()
