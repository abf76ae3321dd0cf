import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from luoshi.portal.notices.sending import send_due


class Command(BaseCommand):
    help = "发送等待中的通知（邮件、短信、企业微信、钉钉、飞书）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--watch", action="store_true", help="一直运行，每半分钟发送一次")

    def handle(self, *args: Any, **options: Any) -> None:
        parent = os.getppid()
        while os.getppid() == parent:  # the server that started it has gone: go too
            went, failed = send_due()
            if went or failed or not options["watch"]:
                self.stdout.write(f"已发送 {went} 条，未成功 {failed} 条")
            if not options["watch"]:
                return
            time.sleep(30)
