"""What a column holds, by the words at its head (表头)."""

import re
from enum import StrEnum


class Column(StrEnum):
    """What a column holds, by the name we use for it in messages."""

    NUMBER = "序号"
    THEME = "主要任务"
    CONTENT = "重点工作"
    START = "启动时间"
    LIMIT = "完成时限"
    PERIOD = "时段"
    """A quarter or a month, whose cells say what is due by its end."""
    LEADERS = "分管领导"
    UNITS = "责任单位"
    LEADS = "牵头单位"
    SUPPORTS = "配合单位"
    CONTACT = "责任人"
    """Somebody inside the unit: kept visible, but no leader in charge."""
    REMARK = "备注"
    PROGRESS = "进展情况"
    """What has been done so far; never a limit."""


_UNIT = "(?:单位|部门|处室|机构|区县?|局|方|主体)"
_INSIDE = r"(?:单位|部门|科室|处室|局|机构|企业|项目|具体|直接|第一)"
_GROUP = r"(?:板块|类别|分类|领域|方面|类型|大类|模块|专题|维度|条线|体系|门类)"

# In order of trial: the first pattern that fits the whole head decides.
_HEADS = (
    (
        Column.PROGRESS,
        r".*(?:(?:进展|完成|落实|推进|办理|执行|整改|实施|开展|工作)情况|目前|当前|最新|截[至止]|实际|已完成|未完成).*"
        r"|(?:工作)?进展|存在.*|.*(?:问题|困难|原因)|是否.*|下一?步.*|完成(?:进度|率|比例|状态|与否)|办理(?:结果|状态)"
        r"|.*(?:自评|得分|分值|权重|评价|打分|亮灯|销号).*|状态",
    ),
    (Column.CONTACT, r".*(?:科室|处室|股室|具体责任人).*(?:人|电话|方式).*"),
    (Column.CONTENT, r".*(?:任务|内容|措施|举措|事项|目标|要求)(?:及|和|与|、|/).*(?:时限|时间|进度|节点).*"),
    (
        Column.REMARK,
        r".*(?:投资|资金|金额|经费|预算)(?:额|计划|安排|来源|总额|情况)?|.*(?:地点|地址|性质|阶段|位置)",
    ),
    (
        Column.REMARK,
        r"备\s*注|说明|附注|.*(?:来源|出处|依据)|.*(?:督办|督查|督导|考核|验收|报送|填报|提出|监管)单位",
    ),
    (Column.UNITS, rf".*(?:牵头|主办|主责).*(?:配合|协办|协同|参与|参加|[及和与、/]责任{_UNIT}).*"),
    (
        Column.UNITS,
        rf".*领导.*(?:责任|承办|牵头){_UNIT}|(?:责任|承办|负责|落实){_UNIT}(?:及|和|与|、|/|\+).*",
    ),
    (Column.LEADS, rf"(?:牵头|主办|主责){_UNIT}(?:及|和|与|、|/).*"),
    (Column.CONTACT, rf".*{_INSIDE}.*(?:领导|责任人|负责人|负责同志|联系人|联络员).*"),
    (Column.LEADERS, r".*(?:领导|市长|县长|区长|州长|旗长|盟长|秘书长)(?:姓名|同志)?|领导.*"),
    (Column.LEADERS, r".*(?:省|市|县|区|州|旗|政府|党政).*(?:责任人|负责人|负责同志)"),
    (
        Column.CONTACT,
        r".*(?:责任人|负责人|联系人|联络[员人]|经办人|负责同志|电话|联系方式|姓名|职务|科室|处室|股室|填报人).*",
    ),
    (Column.LEADERS, r"(?:牵头|分管|包抓|包联|挂钩|挂联|包保)(?:人|同志)"),
    (Column.SUPPORTS, r".*(?:配合|协办|协同|协助|参与|参加|会办|支持|协作)(?!措施|事项|内容|要求).*"),
    (Column.LEADS, rf".*(?:牵头|主办|主责|主管|首要责任){_UNIT}?.*"),
    (
        Column.UNITS,
        rf".*(?:责任|承办|负责|落实|实施|执行|完成|办理|建设|整改|承担|主体|业主){_UNIT}.*|单位(?:名称)?|部门|责任(?:者|主体|分工)"
        r"|.*(?:责任分工|任务分工|部门分工|业主)",
    ),
    (Column.CONTENT, r".*形象进度.*|(?:建设|主要|项目)*规模"),
    (Column.NUMBER, r"序号?|号|.*(?:序号|编号)|项次|条目|条目号|项目?号|[Nn][Oo][.．]?"),
    (Column.START, r".*(?:启动|开工|动工)(?:时间|日期|时限)"),
    (
        Column.REMARK,
        r".*(?:开始|起始|下达|交办|会议|反馈|召开|签订|批[复示办]|登记)(?:时间|日期)"
        r"|.*(?:收文|来文|转办|分办|受理|签收|填报|更新|发布|印发|成文|提出|立项)(?:时间|日期)",
    ),
    (
        Column.LIMIT,
        r".*(?:时限|期限|时间|日期|节点|进度|时序|工期|年限|周期)(?:要求|安排|计划|表|节点|目标|任务|及.*)?|.*(?:推进计划|阶段(?:性)?(?:目标|任务)|里程碑)"
        r"|办结时.*|时限.*",
    ),
    (
        Column.THEME,
        rf"主要任务|主题|专项|大项|总体任务|总任务|主要工作|总体要求|一级(?:任务|目标|指标)|(?:重大)?(?:工程|行动)(?:名称)?"
        rf"|专项(?:行动|工作)|(?:任务|工作|项目|事项|责任|重点|所属|主要|政策|指标|改革|服务|专项|行业|业务|对应)*{_GROUP}(?:名称)?|环节|章节|篇章",
    ),
    (
        Column.CONTENT,
        r".*(?:任务|工作|举措|措施|事项|内容|目标|要求|项目|指标|做法|要点|安排|原文|表述|改革点|清单|计划)"
        r"(?:名称|内容|要求|分解|清单|描述|明细|值|事项|任务|目标|措施|举措)*(?:及.*|和.*)?",
    ),
)


def plain_head(head: str) -> str:
    """A head without white space and remarks in brackets."""
    return re.sub(r"[（(〔\[【][^）)〕\]】]*[）)〕\]】]|[\s　：:*★]", "", head)


def column_of(head: str) -> Column | None:
    """The column that a head names, whatever its spacing and remarks in brackets; None for any other text."""
    plain = plain_head(head)
    if not plain or len(plain) > _LONGEST_HEAD or re.search(r"[。；]", plain):
        return None
    return next((column for column, words in _HEADS if re.fullmatch(words, plain)), None)


# A head is a name; what is longer is a sentence.
_LONGEST_HEAD = 18
