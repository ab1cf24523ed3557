package io.jenkins.plugins.imagefarm.nodes;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;

/**
 * What a report is about: a node as it is registered. When its registration changes it is another one, of which nothing is known.
 *
 * <p>The user of an SSH address is left out, since one that is not registered is found in the credentials later on.
 *
 * @param machine from which it was asked, if that decides what answers: the same {@code unix:///…} is another daemon on every
 *     machine. Empty for the controller, and for addresses of the network
 */
record NodeAddress(String node, String uri, BuilderType type, String knownHosts, String machine) {
    static NodeAddress of(Builder builder, String machine) {
        String uri = builder.uri().replaceFirst("^(ssh://)[^@/]*@", "$1");
        boolean local = uri.isEmpty() || uri.startsWith("unix:");
        return new NodeAddress(builder.name(), uri, builder.type(), builder.knownHosts(), local ? machine : "");
    }

    boolean isSameRegistration(NodeAddress other) {
        return withMachine("").equals(other.withMachine(""));
    }

    private NodeAddress withMachine(String other) {
        return new NodeAddress(node, uri, type, knownHosts, other);
    }
}
