from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "luoshi.app"
    label = "app"
    verbose_name = "启动"
