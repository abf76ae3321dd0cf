from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from .domain.roles import ROLES
from .models import Unit


class NewUserForm(forms.Form):
    username = forms.SlugField(label=_("账号"), max_length=60, help_text=_("字母、数字、短横线"))
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    password = forms.CharField(label=_("初始密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=[(code, _(label)) for code, label in ROLES.items()])
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("单位"), to_field_name="code", required=False, empty_label=_("全部单位")
    )


class PasswordForm(forms.Form):
    password = forms.CharField(label=_("新密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
