"""luoshi create_administrator NAME: the first account of a real installation; it then makes the others."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from luoshi.registry.api import create_user, grant_role, system_viewer


class Command(BaseCommand):
    help = "建立管理员账号（密码在提示下输入）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="系统管理员", help="姓名")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        password = getpass("密码（至少 10 位）：")
        if password != getpass("再输一次："):
            raise CommandError("两次输入不一致。")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        by = system_viewer()
        create_user(by=by, username=username, display_name=name, password=password)
        grant_role(by=by, username=username, role="administrator", unit=None)
        self.stdout.write(f"管理员 {username} 已建立，请登录后在“账号”页给其他人授予角色。")
