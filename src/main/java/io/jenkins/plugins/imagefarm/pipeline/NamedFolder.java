package io.jenkins.plugins.imagefarm.pipeline;

/**
 * The folder of a step's files, as it was given.
 *
 * @param parameter that names it
 * @param value a path, or the URL of a Git repository
 */
record NamedFolder(String parameter, String value) {}
