"""One function per act: check permission, load, decide, save, publish. Everything of an act is one transaction."""
