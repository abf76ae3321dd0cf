"""Why a document cannot be read, and what to do about it."""

from __future__ import annotations

from luoshi.kernel.errors import N_, ExpectedError


class DocumentUnreadable(ExpectedError):
    code = "reader.unreadable"
    message = N_("“{name}”无法读取。请换用 docx、pdf、html 或 txt 格式的原件。")


class FileMissing(DocumentUnreadable):
    code = "reader.file_missing"
    message = N_("找不到文件“{name}”，或没有读取权限。请核对路径。")


class EmptyDocument(DocumentUnreadable):
    code = "reader.empty"
    message = N_("“{name}”没有内容。请核对是否上传了正确的文件。")


class FileTooLarge(DocumentUnreadable):
    code = "reader.file_too_large"
    message = N_("“{name}”超过 {megabytes} MB。请只上传正文，附件另传，或压缩其中的图片。")


class TextTooLong(DocumentUnreadable):
    code = "reader.text_too_long"
    message = N_("“{name}”的文字超过 {characters} 字，不像一份文件。请拆分后上传。")


class TooManyPages(DocumentUnreadable):
    code = "reader.too_many_pages"
    message = N_("“{name}”有 {pages} 页，超过 {limit} 页。请拆分后上传。")


class ReadingTooLong(DocumentUnreadable):
    code = "reader.too_long"
    message = N_("“{name}”读取超过 {seconds} 秒，已停止。请拆分后上传，或另存为 docx 再试。")


class UnpacksTooLarge(DocumentUnreadable):
    code = "reader.unpacks_too_large"
    message = N_("“{name}”解压后过大，可能是恶意文件，已拒绝读取。请从可靠来源重新取得原件。")


class HasEntities(DocumentUnreadable):
    code = "reader.has_entities"
    message = N_("“{name}”含有外部或自定义实体，可能是恶意文件，已拒绝读取。请用办公软件打开后另存再上传。")


class Damaged(DocumentUnreadable):
    code = "reader.damaged"
    message = N_("“{name}”已损坏，不是完整的 {kind} 文件。请重新下载，或用办公软件打开后另存再上传。")


class Encrypted(DocumentUnreadable):
    code = "reader.encrypted"
    message = N_("“{name}”设有打开密码。请去掉密码后重新上传。")


class NoTextLayer(DocumentUnreadable):
    code = "reader.no_text_layer"
    message = N_("“{name}”是扫描件或图片，没有文字。请上传 docx 或带文字的 pdf，或先做文字识别。")


class GarbledTextLayer(DocumentUnreadable):
    code = "reader.garbled_text_layer"
    message = N_("“{name}”的文字层是乱码（字体没有编码表）。请上传 docx 原件，或重新导出 pdf。")


class GarbledText(DocumentUnreadable):
    code = "reader.garbled_text"
    message = N_("“{name}”是乱码，且已丢失部分字节，无法还原。请重新取得原件，以 UTF-8 或 GB18030 编码保存后上传。")


class NotText(DocumentUnreadable):
    code = "reader.not_text"
    message = N_("“{name}”不是文档（内容为二进制数据）。请上传 docx、pdf、html 或 txt 格式的文件。")


class FormatNotRead(DocumentUnreadable):
    code = "reader.format_not_read"
    message = N_("“{name}”是 {kind} 格式，不能直接读取。请用办公软件另存为 docx 或 pdf 后上传。")
