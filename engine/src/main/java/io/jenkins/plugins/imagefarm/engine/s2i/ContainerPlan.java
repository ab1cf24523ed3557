package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer;
import java.nio.file.Path;
import java.util.Map;

/**
 * A plan that is carried out in containers.
 *
 * @param files the folder with what is copied into them, as {@link Upload} writes it
 * @param saved where the image goes in which the application is assembled for another one; null if it goes nowhere
 * @param labels of the image, besides those that were asked for; what scripts say is added
 * @param rights of the container that assembles
 */
record ContainerPlan(S2iPlan plan, Path files, Destination saved, Map<String, String> labels, S2iContainer rights) {}
