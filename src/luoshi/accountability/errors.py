"""What people and files can get wrong in this room."""

from luoshi.kernel.errors import N_, ExpectedError


class FileRefused(ExpectedError):
    code = "accountability.file_refused"
    message = N_("文件有 {count} 处错误，一行也没有入库。请逐条更正后重新导入：\n{faults}")

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        self.faults = faults
        shown = "\n".join(f"第 {line} 行：{text}" for line, text in faults[:50])
        super().__init__(count=len(faults), faults=shown)


class StepRefused(ExpectedError):
    code = "accountability.step_refused"
    message = N_("“{step}”没有记下：{reason}。")


class FiguresMissing(ExpectedError):
    code = "accountability.figures_missing"
    message = N_("“{firm}”没有 {year} 年的报表，无法合并。请先导入该年报表。")


class RecordRefused(ExpectedError):
    code = "accountability.record_refused"
    message = N_("没有归集：{reason}。请核对后重新录入。")
