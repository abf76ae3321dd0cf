"""The registers of people, households, firms and talents: what each fact is called, its type, codes and bounds.

One definition serves the tables, imports and exports, snapshots, forms, and the rules that are written on these names.
Money is whole fen (分) in snapshots and rules and yuan with two places in files, tables and on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from luoshi.kernel.errors import N_

Type = Literal["text", "integer", "money", "number", "date", "boolean", "code"]


@dataclass(frozen=True)
class Field:
    """``codes`` are the allowed values of a code field with their labels. ``personal`` facts are masked on screen.
    ``least`` and ``most`` bound numbers (money in yuan), both included."""

    name: str
    label: str
    label_en: str
    type: Type
    codes: tuple[tuple[str, str], ...] = ()
    least: float | None = None
    most: float | None = None
    required: bool = False
    personal: bool = False
    source: str = ""
    """The code standard or register the field follows."""


@dataclass(frozen=True)
class Register:
    """``key`` is the field by which a row of a file is matched with what is there; it never changes."""

    code: str
    label: str
    label_en: str
    key: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


def money(name: str, label: str, label_en: str, *, negative: bool = False) -> Field:
    return Field(name, label, label_en, "money", least=None if negative else 0, most=1e12)


def count(name: str, label: str, label_en: str, most: float = 1e9) -> Field:
    return Field(name, label, label_en, "integer", least=0, most=most)


YES = (("0", N_("否")), ("1", N_("是")))
GENDER = (("1", N_("男")), ("2", N_("女")))
HUKOU = (("urban", N_("城镇")), ("rural", N_("农村")))
EDUCATION = (
    ("10", N_("研究生")),
    ("20", N_("大学本科")),
    ("30", N_("大学专科")),
    ("40", N_("中等职业")),
    ("60", N_("普通高中")),
    ("70", N_("初中")),
    ("80", N_("小学")),
    ("90", N_("其他")),
)
EMPLOYMENT = (
    ("employed", N_("受雇")),
    ("self_employed", N_("个体经营")),
    ("flexible", N_("灵活就业")),
    ("registered_unemployed", N_("登记失业")),
    ("student", N_("在校")),
    ("retired", N_("退休")),
    ("out_of_labour_force", N_("未就业")),
)
DISABILITY = (
    ("0", N_("无")),
    ("1", N_("视力")),
    ("2", N_("听力")),
    ("3", N_("言语")),
    ("4", N_("肢体")),
    ("5", N_("智力")),
    ("6", N_("精神")),
    ("7", N_("多重")),
)
PARENT_STATE = (
    ("able", N_("有监护能力")),
    ("dead", N_("死亡")),
    ("missing", N_("失踪")),
    ("severely_disabled", N_("重残")),
    ("seriously_ill", N_("重病")),
    ("detained", N_("服刑或戒毒等")),
    ("out_of_contact", N_("失联")),
    ("unknown", N_("查找不到")),
)
RELATION = (
    ("head", N_("户主")),
    ("spouse", N_("配偶")),
    ("child", N_("子女")),
    ("parent", N_("父母")),
    ("grandparent", N_("祖父母")),
    ("grandchild", N_("孙子女")),
    ("other", N_("其他")),
)
ASSISTANCE = (
    ("none", N_("无")),
    ("minimum_living", N_("最低生活保障")),
    ("extreme_poverty", N_("特困供养")),
    ("edge", N_("低保边缘")),
    ("rigid_expense", N_("刚性支出困难")),
)
FIRM_STATE = (("open", N_("存续")), ("suspended", N_("歇业")), ("revoked", N_("吊销")), ("closed", N_("注销")))

PERSON = Register(
    "person",
    "人口",
    "People",
    "identity_number",
    (
        Field("identity_number", "公民身份号码", "Identity number", "text", personal=True, source="GB 11643-1999"),
        Field("name", "姓名", "Name", "text", required=True, personal=True),
        Field("gender", "性别", "Gender", "code", GENDER, source="GB/T 2261.1"),
        Field("birth_date", "出生日期", "Born on", "date", required=True),
        Field("death_date", "死亡日期", "Died on", "date"),
        Field("hukou_kind", "户口性质", "Household registration", "code", HUKOU),
        Field("residence", "居住地区划", "Place of residence", "text", source="GB/T 10114"),
        Field("phone", "联系电话", "Telephone", "text", personal=True),
        Field("address", "住址", "Address", "text", personal=True),
        Field("education", "文化程度", "Education", "code", EDUCATION, source="GB/T 4658"),
        Field("employment", "就业状况", "Employment", "code", EMPLOYMENT),
        Field("employer", "用人单位统一社会信用代码", "Employer", "text", source="GB 32100-2015"),
        Field("unemployed_since", "登记失业日期", "Registered unemployed on", "date"),
        money("wage_monthly", "月工资性收入", "Monthly wage"),
        money("business_income_monthly", "月经营净收入", "Monthly business income", negative=True),
        money("property_income_monthly", "月财产净收入", "Monthly property income", negative=True),
        money("transfer_income_monthly", "月转移净收入", "Monthly transfer income", negative=True),
        money("pension_monthly", "月养老金", "Monthly pension"),
        money("basic_pension_monthly", "其中居民基础养老金", "Of it, residents' basic pension"),
        money("excluded_income_monthly", "不计入的月收入", "Monthly income not counted"),
        Field("disability_kind", "残疾类别", "Kind of disability", "code", DISABILITY, source="GB/T 26341-2010"),
        Field("disability_grade", "残疾等级", "Grade of disability", "integer", least=1, most=4),
        Field("disability_certified_on", "残疾证发证日期", "Disability certified on", "date"),
        Field("needs_care", "需要长期照护", "Needs long-term care", "boolean"),
        Field("seriously_ill", "患重特大疾病", "Seriously ill", "boolean"),
        Field("ability_grade", "老年人能力等级", "Ability grade", "integer", least=0, most=4, source="GB/T 42195-2022"),
        Field("in_school", "在校就读", "At school", "boolean"),
        Field("in_prison", "服刑", "In prison", "boolean"),
        Field("father_state", "父亲情况", "Father", "code", PARENT_STATE),
        Field("mother_state", "母亲情况", "Mother", "code", PARENT_STATE),
        count("father_absent_months", "父亲羁押或失联月数", "Months the father is detained or lost", 1200),
        count("mother_absent_months", "母亲羁押或失联月数", "Months the mother is detained or lost", 1200),
        Field("has_able_supporter", "有履行能力的法定义务人", "Has an able person bound to support", "boolean"),
        Field("parents_away", "父母外出务工", "Parents working away", "boolean"),
        count("pension_months", "养老保险缴费月数", "Months of pension insurance", 1200),
        count("unemployment_months", "失业保险缴费月数", "Months of unemployment insurance", 1200),
        count("medical_months", "医疗保险缴费月数", "Months of medical insurance", 1200),
        Field("medical_insured", "本年度参加基本医保", "Basic medical insurance this year", "boolean"),
        Field("receives_student_aid", "享受学生资助", "Receives student aid", "boolean"),
        money("self_paid_medical_year", "近12个月自付医疗费", "Medical costs self-paid, 12 months"),
        Field("household_number", "户号", "Household number", "text"),
        Field("relation", "与户主关系", "Relation to the head", "code", RELATION, source="GB/T 4761"),
    ),
)
HOUSEHOLD = Register(
    "household",
    "家庭",
    "Households",
    "household_number",
    (
        Field("household_number", "户号", "Household number", "text", required=True),
        Field("township", "所在乡镇区划", "Township", "text", required=True, source="GB/T 10114"),
        Field("village", "所在村居区划", "Village", "text", source="GB/T 10114"),
        money("deposits", "存款和有价证券", "Deposits and securities"),
        count("houses", "住房套数", "Dwellings", 100),
        count("vehicles", "机动车辆数", "Motor vehicles", 100),
        Field("owns_company", "有市场主体", "Owns a business", "boolean"),
        money("rigid_medical_year", "近12个月刚性医疗支出", "Unavoidable medical costs, 12 months"),
        money("rigid_education_year", "近12个月刚性教育支出", "Unavoidable education costs, 12 months"),
        money("rigid_rehabilitation_year", "近12个月康复支出", "Rehabilitation costs, 12 months"),
        Field("assistance", "现享受救助", "Assistance now received", "code", ASSISTANCE),
        Field("assistance_from", "救助起始日期", "Assistance since", "date"),
        money("assistance_monthly", "现月救助金", "Assistance paid monthly"),
        Field("income_checked_on", "收入核对日期", "Income checked on", "date"),
        count("idle_electricity_days", "连续零用电天数", "Days without use of electricity", 3660),
        Field("changed_on", "家庭状况重大变化日期", "Severe change on", "date"),
        Field("change_told_on", "告知变化日期", "Change told on", "date"),
    ),
)
FIRM = Register(
    "firm",
    "企业",
    "Firms",
    "uscc",
    (
        Field("uscc", "统一社会信用代码", "Unified social credit code", "text", required=True, source="GB 32100-2015"),
        Field("name", "企业名称", "Name", "text", required=True),
        Field("registered_on", "成立日期", "Registered on", "date", required=True),
        Field("state", "登记状态", "State", "code", FIRM_STATE),
        Field("township", "所在乡镇区划", "Township", "text", source="GB/T 10114"),
        Field("industry", "行业代码", "Industry", "text", required=True, source="GB/T 4754-2017"),
        Field("is_resident_enterprise", "居民企业", "Resident enterprise", "boolean"),
        Field("seriously_dishonest", "列入严重失信名单", "Listed as seriously dishonest", "boolean"),
        Field("accident_in_year", "近一年重大安全质量事故或环境违法", "Major accident or offence in a year", "boolean"),
        Field("core_product_field", "核心技术属于重点支持领域", "Core technology in the supported fields", "boolean"),
        count("patents_one", "I类知识产权数", "Class I intellectual property", 1e6),
        count("patents_two", "II类知识产权数", "Class II intellectual property", 1e6),
        Field("innovation_score", "创新能力评价得分", "Innovation score", "integer", least=0, most=100),
        Field("high_tech_until", "高新技术企业有效期至", "High-tech enterprise until", "date"),
        Field("is_headquarters", "总部企业", "Headquarters enterprise", "boolean"),
        Field("above_scale", "四上企业", "Above designated size", "boolean"),
    ),
)
FIRM_YEAR = Register(
    "firm_year",
    "企业年度数据",
    "Firms' yearly figures",
    "uscc",
    (
        Field("uscc", "统一社会信用代码", "Unified social credit code", "text", required=True, source="GB 32100-2015"),
        Field("year", "年度", "Year", "integer", least=1978, most=2100, required=True),
        money("revenue", "营业收入", "Revenue"),
        money("high_tech_revenue", "高新技术产品（服务）收入", "High-tech revenue"),
        money("total_assets", "资产总额", "Total assets"),
        money("net_assets", "净资产", "Net assets", negative=True),
        money("profit", "利润总额", "Profit", negative=True),
        money("taxes_paid", "实缴税收", "Taxes paid"),
        money("rd_expense", "研究开发费用", "R&D expense"),
        money("rd_expense_domestic", "其中境内研发费用", "Of it, in China"),
        count("staff", "职工总数", "Staff"),
        count("technical_staff", "科技人员数", "Technical staff"),
        count("insured_staff", "参保人数", "Insured staff"),
        count("layoffs", "裁员人数", "Layoffs"),
        money("unemployment_premium", "缴纳失业保险费", "Unemployment insurance premium"),
    ),
)
TALENT = Register(
    "talent",
    "人才",
    "Talents",
    "identity_number",
    (
        Field("identity_number", "公民身份号码", "Identity number", "text", required=True, personal=True),
        Field("name", "姓名", "Name", "text", required=True, personal=True),
        Field("talent_class", "人才层次", "Class", "text"),
        Field("basis", "认定依据", "Basis", "text"),
        Field("class_from", "认定起始日期", "From", "date"),
        Field("class_to", "认定截止日期", "To", "date"),
        Field("employer", "用人单位统一社会信用代码", "Employer", "text", source="GB 32100-2015"),
        Field("contract_from", "合同起始日期", "Contract from", "date"),
        Field("contract_years", "合同年限", "Years of contract", "number", least=0, most=60),
    ),
)
REGISTERS: dict[str, Register] = {r.code: r for r in (PERSON, HOUSEHOLD, FIRM, FIRM_YEAR, TALENT)}
