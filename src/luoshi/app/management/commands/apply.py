"""luoshi apply [--programme DIR]: make the running system agree with the content."""

from .plan import Command as PlanCommand


class Command(PlanCommand):
    help = "使运行中的系统与内容一致；可重复执行，第二次不作任何更改。"
    dry_run = False

    def summary(self, count: int) -> str:
        return f"已更改 {count} 处。" if count else "没有需要更改的内容。"
