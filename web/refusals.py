"""Pages for what does not work: unknown addresses, refused visitors, and our own mistakes."""

import logging
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment
from starlette.exceptions import HTTPException

from config.errors import ConfigError
from notifications.links import LinkRefused
from web.access import OfficeClosed, keep_to_itself
from web.rendering import html

logger = logging.getLogger(__name__)

SENTENCES = {
    404: ("没有这一页", "地址可能不完整，或者对应的内容不存在。"),
    405: ("不能这样打开", "这个地址只接受页面上的按钮。"),
    413: ("内容太大", "一次提交的内容过大，请缩短文字、压缩或减少附件后再试。"),
    422: ("填写有误", "提交的内容不完整，请返回上一页重新填写。"),
}


def refusal_page(request: Request, status: int, title: str, sentence: str, mark: str = "") -> Response:
    """One sentence on a page of its own."""
    templates: Environment = request.app.state.templates
    at_unit = request.url.path.startswith("/answer/")
    context = {"title": title, "sentence": sentence, "mark": mark, "at_unit": at_unit}
    response = html(templates, "refusal.html", context, status)
    keep_to_itself(request.url.path, response.headers)
    return response


def install_refusals(app: FastAPI) -> None:
    """Answer every failure with a page in Chinese."""
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _misfilled)
    app.add_exception_handler(OfficeClosed, _closed)
    app.add_exception_handler(LinkRefused, _link_refused)
    app.add_exception_handler(ConfigError, _not_ready)
    app.add_exception_handler(Exception, _unexpected)


def _by_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title, sentence = SENTENCES.get(status, ("办不了", "请返回上一页再试。"))
    return refusal_page(request, status, title, sentence)


def _misfilled(request: Request, error: Exception) -> Response:
    """An address with an impossible id is an unknown address; the rest is a form filled in wrongly."""
    places = (
        {place["loc"][0] for place in error.errors()} if isinstance(error, RequestValidationError) else set()
    )
    status = 404 if places & {"path", "query"} else 422
    return refusal_page(request, status, *SENTENCES[status])


def _closed(request: Request, error: Exception) -> Response:
    ask = isinstance(error, OfficeClosed) and error.ask_password
    response = refusal_page(request, 401 if ask else 403, "请先登录" if ask else "只限本机", str(error))
    if ask:
        response.headers["WWW-Authenticate"] = 'Basic realm="duban", charset="UTF-8"'
    return response


def _link_refused(request: Request, error: Exception) -> Response:
    status = 410 if isinstance(error, LinkRefused) and error.gone else 403
    return refusal_page(request, status, "链接打不开", str(error))


def _not_ready(request: Request, error: Exception) -> Response:
    logger.error("not ready: %s", error)
    return refusal_page(request, 503, "还没有准备好", str(error))


def _unexpected(request: Request, error: Exception) -> Response:
    mark = uuid4().hex[:8]
    # The route and not the path: an answer link in the log would be a key lying about.
    route = getattr(request.scope.get("route"), "path", "unknown")
    logger.error("page %s %s failed, reference %s", request.method, route, mark, exc_info=error)
    return refusal_page(
        request, 500, "出了差错", "系统没有办成这件事，已记入日志；请把编号告诉管理员。", mark
    )
