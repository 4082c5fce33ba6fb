"""The shell: watches files, drives the stages, and stands at the door (command line, service, settings)."""
