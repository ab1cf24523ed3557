package io.jenkins.plugins.imagefarm.engine.api;

/** What Jenkins answers the {@link BuildEvent}s of a build on a farm, by {@link ControlFiles#ANSWERS}. */
public sealed interface BuildAnswer permits Placement, PodAnswer {}
