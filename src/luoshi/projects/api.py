"""What other rooms may ask of projects: one, those of a document; and what it tells."""

from .events import LandResolved, ProblemRaised, ProblemSolved, StageMoved
from .queries import ProjectFacts, project_facts, projects_of

__all__ = [
    "LandResolved",
    "ProblemRaised",
    "ProblemSolved",
    "ProjectFacts",
    "StageMoved",
    "project_facts",
    "projects_of",
]
