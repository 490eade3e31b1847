"""From the flat text of a cell to tokens, left to right."""

import re
from collections.abc import Iterator

from intake.units.persons import is_leading_post, is_person, is_post, split_person
from intake.units.pieces import pieces
from intake.units.roles import Part, bracketed, class_of, label_at, role_at, with_at
from intake.units.shapes import has_level, is_action, is_ended, is_group, is_timed, looks_like_unit
from intake.units.tokens import MARKS, Sort, Token

_SEPARATORS = "、，,；;。\n \t/／|+＋&＆①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
_OPEN = {"（": "）", "(": ")", "〔": "〕", "［": "］", "[": "]", "【": "】", "｛": "｝", "{": "}", "〈": "〉"}
_TOWN = r"(?:市|州|县|区|旗|盟|镇|乡|街道|地区)(?:（[^（）]*）)?"
_ONE_OFFICE = re.compile(
    # 市委、市政府督查室; 各区委、区政府; 各市、县（区）人民政府; 有关部门、单位
    r"([省市区县州])委、\1(?:人民)?政府(?:督查|信访|研究|接待|农|政策|目标|考核|督考)"
    r"|各?[县市区旗镇乡]*党委、(?:人民)?政府|各([县市区旗]+)委、\2政府|各[县市区旗州镇乡街道]+(?:[（(][^（）()]*[）)])?党?委、(?:人民)?政府"
    rf"|各{_TOWN}(?:、{_TOWN})+(?:(?:人民)?政府|管委会|办事处|党委|(?=[，,；;。\s]|$))"
    r"|[^、，,；;。\s]{0,6}(?:有关|相关|各)部门、单位|(?:中央|国家|部)、省(?:属)?驻[^、，,；;。\s]{1,8}(?:单位|企业|机构|部门)"
)
_NOTE = re.compile(r"(?:标|带|有|注|加|画).{0,6}(?:为|是)(?:牵头|主责|主办)(?:单位|部门)")
_TELEPHONE = re.compile(r"\d{7,}")
# Nobody nests brackets deeper; such a text is not read into.
_DEEPEST = 4
_COUNTED = re.compile(r"\d{1,2}[.．、](?=[\u4e00-\u9fff])")
_OF_GROUPS = re.compile(
    r"^(?:各(?:有关|相关)?|有关|相关|其他|其余)(?:牵头|配合|责任|承办|主办|协办|参与|参加|支持|实施)+(?:单位|部门)"
)
FIRST_LEADS = re.compile(
    r"(?:列|排|排名|位列|排列)?在?(?:第一位?|首位|最前面?|首)的?(?:单位|部门)?(?:为|是|即|系)(?:总?牵头|主责|主办)(?:单位|部门)"
)
"""第一位为牵头单位: a cell that names the rule itself."""
_CONTACT = re.compile(r"\d{7,}|联系|电话|手机|联络|负责")
_EMPTY = re.compile(r"[-—－–―─⸺⸻/\s]*|无|暂无")


class Lexer:
    """Reads one flat text; `tokens` are in order and do not overlap."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = []
        self._begun: int | None = None
        """Where the stretch that is being read began."""

    def read(self, place: int = 0, end: int | None = None) -> list[Token]:
        """All tokens from `place` to `end`."""
        end = len(self.text) if end is None else end
        while place < end:
            place = self._step(place, end)
        self._flush(end)
        return self.tokens

    def _step(self, place: int, end: int) -> int:
        sign = self.text[place]
        if sign in _OPEN:
            return self._bracket(place, end)
        if sign == "、" and self._begun is not None and self._one_office(place):
            # 市委、市政府督查室 is one office.
            return place + 1
        if sign in _SEPARATORS:
            return self._put(Sort.SEPARATOR, place, place + 1)
        if sign in "：:":
            return self._colon(place)
        if sign in MARKS:
            return self._put(Sort.MARK, place, place + 1, Part.LEAD, self._begun is not None)
        if self._begun is None and (label := label_at(self.text, place)) and label.end <= end:
            return self._put(Sort.LABEL, place, label.end, label.part)
        if behind := with_at(self.text, place):
            return self._put(Sort.WITH, place, behind)
        if self._numbered(place):
            return self._put(Sort.SEPARATOR, place, self._numbered(place))
        if noted := FIRST_LEADS.match(self.text, place):
            return self._put(Sort.ETCETERA, place, noted.end())
        spoken = role_at(self.text, place)
        if spoken and spoken.end <= end and not self._goes_on(place, spoken.end):
            return self._put(Sort.ROLE, place, spoken.end, spoken.part, spoken.several)
        self._begun = place if self._begun is None else self._begun
        return place + 1

    def _one_office(self, place: int) -> bool:
        """Whether the 、 at `place` stands inside one name (市委、市政府督查室, 各区委、区政府)."""
        found = _ONE_OFFICE.match(self.text, self._begun or 0)
        return found is not None and found.end() > place

    def _goes_on(self, place: int, end: int) -> bool:
        """各牵头单位 is a group and 年内持续推进 a limit, not somebody who leads or does something."""
        if self._begun is None:
            return False
        before = self.text[self._begun : place]
        group = _OF_GROUPS.match(self.text[self._begun : end])
        if group and group.end() > len(before):
            return True
        return is_timed(before) and not is_ended(before)

    def _numbered(self, place: int) -> int:
        """市水务局2、市财政局: the end of a number that only counts the units, 0 where there is none."""
        found = _COUNTED.match(self.text, place)
        if not found or (self._begun is not None and not is_ended(self.text[self._begun : place])):
            return 0
        return found.end()

    def _put(self, sort: Sort, place: int, end: int, part: Part | None = None, glued: bool = False) -> int:
        self._flush(place)
        self.tokens.append(Token(sort, self.text[place:end], place, end, part, glued))
        return end

    def _flush(self, end: int) -> None:
        """Ends the stretch that was being read."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        words = self.text[begun:end]
        if _EMPTY.fullmatch(words):
            self.tokens.append(Token(Sort.UNREAD, words, begun, end))
        elif self._is_object(words):
            self.tokens.append(Token(Sort.OBJECT, words, begun, end))
        else:
            self.tokens.extend(pieces(words, begun))

    def _is_object(self, words: str) -> bool:
        """Directly behind 负责 or 牵头 stands what is done, unless it is clearly another unit."""
        last = self.tokens[-1] if self.tokens else None
        if not last or last.sort is not Sort.ROLE:
            return False
        another = looks_like_unit(words) and (has_level(words) or is_group(words))
        return not another or is_action(words)

    def _colon(self, place: int) -> int:
        """市水务局：河道清淤 is a unit and what it does; 市级： or 县区： before units only divides the list."""
        begun = self._begun
        ahead = re.match(r"[^、，,；;。\s（(]*", self.text[place + 1 :])
        heading = ahead is not None and looks_like_unit(ahead.group())
        if begun is None or (looks_like_unit(self.text[begun:place]) and not heading):
            return self._put(Sort.ROLE, place, place + 1, Part.DOES) if begun is not None else place + 1
        self._begun = None
        self.tokens.append(Token(Sort.UNREAD, self.text[begun:place], begun, place))
        return self._put(Sort.SEPARATOR, place, place + 1)

    def _bracket(self, place: int, end: int) -> int:
        close = self._closing(place, end)
        if close is None or self._opened(place + 1, close) > _DEEPEST:
            self._flush(place)
            self.tokens.append(Token(Sort.UNREAD, self.text[place], place, place + 1))
            return place + 1
        inside = self.text[place + 1 : close]
        if FIRST_LEADS.search(inside) or _NOTE.search(inside):
            return self._put(Sort.ETCETERA, place, close + 1)
        label = label_at(inside + self.text[close], 0) or label_at(inside + "：", 0)
        behind_name = self._begun is not None and not re.search("单位|部门|领导", inside)
        if self.text[place] == "【" and not behind_name and label and label.end >= len(inside):
            return self._put(Sort.LABEL, place, close + 1, label.part)
        if inside and not inside.strip(MARKS):
            return self._put(Sort.MARK, place, close + 1, Part.LEAD, self._begun is not None)
        spoken = bracketed(inside)
        if spoken and spoken.part in (Part.SHARED, Part.EACH):
            return self._put(Sort.ROLE, place, close + 1, spoken.part, True)
        if spoken:
            return self._put(Sort.MARK, place, close + 1, spoken.part, self._begun is not None)
        if self._begun is not None and inside.startswith("负责") and not re.search("[：:]|单位|部门", inside):
            return self._put(Sort.UNREAD, place, close + 1)
        if self._begun is None or self._speaks(inside):
            self._put(Sort.SEPARATOR, place, place + 1)
            self.read(place + 1, close)
            return self._put(Sort.SEPARATOR, close, close + 1)
        if self._about_persons(inside):
            return self._persons(place, close)
        return close + 1

    def _closing(self, place: int, end: int) -> int | None:
        """Where the bracket opened at `place` is closed."""
        depth = 0
        wanted = _OPEN[self.text[place]]
        for at in range(place, min(end, place + 400)):
            depth += (self.text[at] == self.text[place]) - (self.text[at] == wanted)
            if not depth:
                return at
        return None

    def _opened(self, place: int, end: int) -> int:
        return sum(sign in _OPEN for sign in self.text[place:end])

    def _speaks(self, inside: str) -> bool:
        """（市财政局、市教育局配合）: a bracket that gives other units their part."""
        lexer = Lexer(inside)
        sorts = {token.sort for token in lexer.read() if not token.doubtful}
        says = {Sort.ROLE, Sort.LABEL, Sort.WITH} & sorts
        return bool(says) and Sort.NAME in sorts and not is_group(self.text[self._begun or 0 :])

    def _about_persons(self, inside: str) -> bool:
        words = [word for word in re.split(r"[\s、，,；;：:]+", inside) if word]
        named = [word for word in words if _is_named(word) or _TELEPHONE.search(word)]
        return bool(words) and (
            len(named) == len(words) or label_at(inside, 0) is not None or inside.startswith("负责")
        )

    def _persons(self, place: int, close: int) -> int:
        """张伟（副市长） is a leader; 市教委（王明远） a unit and a person who is none of ours."""
        begun, inside = self._begun, self.text[place + 1 : close]
        before = self.text[begun:place]
        held = split_person(inside.strip())
        if begun is not None and held and not held[2] and len(before) <= 4 and not looks_like_unit(before):
            self._begun = None
            leading = Part.LEADER if is_leading_post(held[1]) else None
            self.tokens.append(Token(Sort.PERSON, before, begun, place, leading, glued=True))
            if held[0] and not leading:
                # 李强（市水务局局长）: the unit is named in the bracket alone.
                self.tokens.extend(pieces(held[0], place + 1 + inside.find(held[0])))
            return close + 1
        self._put(Sort.UNREAD, place, place + 1)
        if not _CONTACT.search(inside):
            for word in re.finditer(r"[^\s、，,；;：:]+?(?=分管|挂钩|包联|[\s、，,；;：:]|$)", inside):
                if class_of(word.group()) is not Part.CHARGE and word.group() not in ("分管", "挂钩", "包联"):
                    self.tokens.extend(pieces(word.group(), place + 1 + word.start()))
            inside = ""
        return self._put(Sort.UNREAD, place + 1 if inside else close, close + 1)


def _is_named(word: str) -> bool:
    """局长李强, 张伟副市长分管."""
    bare = re.sub(r"(?:分管|挂钩|包联|牵头)$", "", word)
    return is_person(bare) or is_post(bare) or (split_person(bare) is not None and not looks_like_unit(bare))


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a flat text, in order."""
    yield from Lexer(text).read()
