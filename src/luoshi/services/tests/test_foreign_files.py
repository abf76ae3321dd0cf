"""Files in the shape other tools write them: each runs, or one message says what in it does not."""

from __future__ import annotations

import pytest

from luoshi.kernel.manifest import Programme
from luoshi.services.domain import diagrams
from luoshi.services.errors import ProcessFaulty
from luoshi.services.models import Case, ProcessVersion

from .samples import begun, done, published, waiting

FORM = {"apply": {"type": "object", "properties": {"amount": {"type": "integer", "title": "金额"}}}}

CAMUNDA_MODELER_4 = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn"
 exporter="Camunda Modeler" exporterVersion="4.12.0" modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.16.0">
 <bpmn:process id="Process_1" isExecutable="true" camunda:historyTimeToLive="180" camunda:versionTag="2">
  <bpmn:startEvent id="StartEvent_1" camunda:asyncBefore="true"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:userTask id="a" name="受理" camunda:formKey="apply" camunda:candidateGroups="clerk" camunda:priority="50">
   <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:userTask>
  <bpmn:endEvent id="Event_1"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
  <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="a" />
  <bpmn:sequenceFlow id="Flow_2" sourceRef="a" targetRef="Event_1" />
 </bpmn:process></bpmn:definitions>"""

CAMUNDA_MODELER_5 = """<?xml version="1.0" encoding="GBK"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="Definitions_2" targetNamespace="http://bpmn.io/schema/bpmn"
 exporter="Camunda Modeler" exporterVersion="5.20.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.4.0">
 <bpmn:process id="Process_2" isExecutable="true">
  <bpmn:extensionElements><zeebe:properties><zeebe:property name="owner" value="x" /></zeebe:properties></bpmn:extensionElements>
  <bpmn:startEvent id="s" />
  <bpmn:userTask id="a" name="受理"><bpmn:extensionElements><zeebe:userTask /><zeebe:formDefinition formId="apply" />
   <zeebe:assignmentDefinition candidateGroups="clerk" /></bpmn:extensionElements></bpmn:userTask>
  <bpmn:endEvent id="e" />
  <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" /><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="e" />
 </bpmn:process></bpmn:definitions>"""

BPMN_IO = """<bpmn2:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:bpmn2="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="sample"
 targetNamespace="http://bpmn.io/schema/bpmn" xsi:schemaLocation="http://www.omg.org/spec/BPMN/20100524/MODEL BPMN20.xsd">
 <bpmn2:process id="Process_3" isExecutable="false"><bpmn2:startEvent id="s" />
  <bpmn2:userTask id="a" name="受理" camunda:candidateGroups="clerk" camunda:formKey="apply" />
  <bpmn2:textAnnotation id="t"><bpmn2:text>说明</bpmn2:text></bpmn2:textAnnotation>
  <bpmn2:association id="as" sourceRef="a" targetRef="t" /><bpmn2:endEvent id="e" />
  <bpmn2:sequenceFlow id="f1" sourceRef="s" targetRef="a" /><bpmn2:sequenceFlow id="f2" sourceRef="a" targetRef="e" />
 </bpmn2:process></bpmn2:definitions>"""

SIGNAVIO = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:signavio="http://www.signavio.com"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" exporter="Signavio Process Editor, http://www.signavio.com" exporterVersion="15.0"
 expressionLanguage="http://www.w3.org/TR/XPath" id="sid-1" targetNamespace="http://www.signavio.com" typeLanguage="http://www.w3.org/2001/XMLSchema">
 <extensionElements><signavio:signavioDiagramMetaData metaKey="revisionid" metaValue="1" /></extensionElements>
 <collaboration id="sid-2"><participant id="sid-3" name="办事大厅" processRef="sid-4" /><participant id="sid-5" name="申请人" processRef="sid-6" />
  <messageFlow id="sid-mf" sourceRef="sid-5" targetRef="a" /></collaboration>
 <process id="sid-6" isClosed="false" isExecutable="false" name="申请人" processType="None" />
 <process id="sid-4" isClosed="false" isExecutable="false" name="办事大厅" processType="None">
  <laneSet id="sid-7"><lane id="sid-8" name="窗口"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef><flowNodeRef>e</flowNodeRef></lane></laneSet>
  <startEvent id="s" name=""><extensionElements><signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffff" /></extensionElements><outgoing>f1</outgoing></startEvent>
  <userTask completionQuantity="1" id="a" implementation="webService" isForCompensation="false" name="受理" startQuantity="1" camunda:candidateGroups="clerk"
   camunda:formKey="apply"><extensionElements><signavio:signavioMetaData metaKey="risklevel" metaValue="" /></extensionElements></userTask>
  <endEvent id="e" name="" />
  <sequenceFlow id="f1" name="" sourceRef="s" targetRef="a" /><sequenceFlow id="f2" name="" sourceRef="a" targetRef="e" />
 </process></definitions>"""

FLOWABLE = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn"
 targetNamespace="http://www.flowable.org/processdef" exporter="Flowable Open Source Modeler" exporterVersion="6.7.2">
 <process id="leave" name="请假" isExecutable="true" flowable:candidateStarterGroups="clerk">
  <startEvent id="s" flowable:formFieldValidation="true" />
  <userTask id="a" name="受理" flowable:candidateGroups="clerk" flowable:formKey="apply" flowable:formFieldValidation="true" />
  <exclusiveGateway id="g" default="f4" /><userTask id="b" name="复核" flowable:candidateGroups="reviewer" /><endEvent id="e" />
  <sequenceFlow id="f1" sourceRef="s" targetRef="a" /><sequenceFlow id="f2" sourceRef="a" targetRef="g" />
  <sequenceFlow id="f3" sourceRef="g" targetRef="b"><conditionExpression><![CDATA[${amount > 1000}]]></conditionExpression></sequenceFlow>
  <sequenceFlow id="f4" sourceRef="g" targetRef="e" /><sequenceFlow id="f5" sourceRef="b" targetRef="e" />
 </process></definitions>"""

BONITA = """<model:definitions xmlns:model="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:java="http://jcp.org/en/jsr/detail?id=270"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" exporter="BonitaSoft" exporterVersion="7.13.0" expressionLanguage="http://groovy.codehaus.org/"
 targetNamespace="http://bonitasoft.com/_x"><model:import importType="http://jcp.org/en/jsr/detail?id=270" location="java.lang.String" namespace="http://jcp.org/en/jsr/detail?id=270" />
 <model:collaboration id="_c"><model:participant id="_pool" name="大厅" processRef="_p" /></model:collaboration>
 <model:process id="_p" name="大厅"><model:ioSpecification id="_io"><model:inputSet id="_is" /><model:outputSet id="_os" /></model:ioSpecification>
  <model:laneSet id="_ls"><model:lane id="_l" name="窗口"><model:flowNodeRef>s</model:flowNodeRef><model:flowNodeRef>a</model:flowNodeRef></model:lane></model:laneSet>
  <model:startEvent id="s" name="开始" /><model:userTask id="a" name="受理" camunda:candidateGroups="clerk" camunda:formKey="apply"><model:performer id="_pf"><model:resourceAssignmentExpression id="_ra">
   <model:formalExpression>getProcessInitiator</model:formalExpression></model:resourceAssignmentExpression></model:performer></model:userTask><model:endEvent id="e" name="结束" />
  <model:sequenceFlow id="f1" sourceRef="s" targetRef="a" /><model:sequenceFlow id="f2" sourceRef="a" targetRef="e" />
  <model:dataObject id="_d" isCollection="false" itemSubjectRef="x" name="amount" />
 </model:process></model:definitions>"""

FILES = {
    "camunda 4": CAMUNDA_MODELER_4,
    "camunda 5": CAMUNDA_MODELER_5,
    "bpmn.io": BPMN_IO,
    "signavio": SIGNAVIO,
    "flowable": FLOWABLE,
    "activiti": FLOWABLE.replace("http://flowable.org/bpmn", "http://activiti.org/bpmn"),
    "bonita": BONITA,
}


@pytest.mark.parametrize("tool", FILES)
def test_a_file_of_another_tool_runs(programme: Programme, tool: str) -> None:
    version = published(FILES[tool], forms=FORM)
    assert version.nodes["a"]["form"] == "apply"
    assert "BPMNDiagram" in version.bpmn
    number = begun()
    assert waiting(number) == ["a"]
    done(number, "a", amount=2000)
    if tool in ("flowable", "activiti"):
        assert waiting(number) == ["b"]
        done(number, "b")
    assert Case.objects.get(number=number).state == "done"


def test_names_in_any_script(programme: Programme) -> None:
    renamed = BPMN_IO.replace('"s"', '"开始"').replace('"a"', '"受理_１"').replace('"e"', '"结束"')
    published(renamed.replace("Process_3", "流程"), forms=FORM)
    number = begun()
    assert waiting(number) == ["受理_１"]
    done(number, "受理_１", amount=1)
    assert Case.objects.get(number=number).state == "done"


def test_which_of_several_pools_is_meant_is_asked(programme: Programme) -> None:
    both = SIGNAVIO.replace('processType="None" />', 'processType="None"><startEvent id="x" /></process>')
    with pytest.raises(diagrams.DiagramUnreadable) as refused:
        published(both, forms=FORM)
    assert "2 个流程（“申请人”、“办事大厅”）" in str(refused.value)
    meant = both.replace('isExecutable="false" name="办事大厅"', 'isExecutable="true" name="办事大厅"')
    assert set(published(meant, forms=FORM).nodes) == {"s", "a", "e"}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (
            'camunda:formKey="apply"',
            'camunda:formKey="embedded:app:forms/a.html"',
            "表单“embedded:app:forms/a.html”不存在",
        ),
        (
            'camunda:priority="50">',
            'camunda:priority="50"><bpmn:extensionElements><camunda:formData/></bpmn:extensionElements>',
            "“内嵌表单”",
        ),
        (
            'camunda:priority="50">',
            '><bpmn:extensionElements><camunda:taskListener event="create"/></bpmn:extensionElements>',
            "“任务监听器”",
        ),
        (
            'camunda:priority="50">',
            "><bpmn:extensionElements><camunda:inputOutput/></bpmn:extensionElements>",
            "“输入输出映射”",
        ),
        ('camunda:candidateGroups="clerk"', 'camunda:assignee="${starter}"', "没有办理角色"),
        ("bpmn:userTask", "bpmn:adHocSubProcess", "不支持的元素 adHocSubProcess"),
        ("bpmn:userTask", "bpmn:transaction", "不支持的元素 transaction"),
        ('<bpmn:userTask id="a"', '<bpmn:serviceTask camunda:class="com.x.Send" id="a"', "“Java 类”"),
    ],
)
def test_what_a_tool_adds_and_nobody_runs_is_named(programme: Programme, before: str, after: str, says: str) -> None:
    file = CAMUNDA_MODELER_4.replace(before, after)
    if "serviceTask" in after:
        file = file.replace("</bpmn:userTask>", "</bpmn:serviceTask>")
    with pytest.raises(ProcessFaulty) as refused:
        published(file, forms=FORM)
    assert says in str(refused.value)
    assert ProcessVersion.objects.filter(code="sample").count() == 0


def test_an_activity_that_waits_for_nobody_is_pointed_out() -> None:
    found = diagrams.read(SIGNAVIO.replace("userTask", "task"))
    assert [(fault.code, fault.severity) for fault in found.faults] == [("untyped", "warning")]
    assert "不等人办" in found.faults[0].problem
