from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "luoshi.portal"
    label = "portal"
    verbose_name = "门户"

    def ready(self) -> None:
        from .notices.telling import listen

        listen()
