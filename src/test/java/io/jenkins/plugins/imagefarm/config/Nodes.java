package io.jenkins.plugins.imagefarm.config;

import java.util.List;

/** Nodes and farms for tests. */
final class Nodes {
    static final String KNOWN_HOSTS = "[podman.example.com]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc";

    private Nodes() {}

    /** One that needs no credentials. */
    static NodeConfiguration unix(String name) {
        return new NodeConfiguration(name, "unix:///run/" + name + ".sock");
    }

    static NodeConfiguration ssh(String name, String uri, String credentialsId) {
        NodeConfiguration node = new NodeConfiguration(name, uri);
        node.setKnownHosts(KNOWN_HOSTS);
        node.setCredentialsId(credentialsId);
        return node;
    }

    static NodeConfiguration tcp(String name, String uri, String credentialsId) {
        NodeConfiguration node = new NodeConfiguration(name, uri);
        node.setCredentialsId(credentialsId);
        return node;
    }

    static FarmConfiguration farm(String name, List<String> nodes, String... folders) {
        FarmConfiguration farm = new FarmConfiguration(name, nodes);
        farm.setFolders(List.of(folders));
        return farm;
    }

    static void register(NodeConfiguration... nodes) {
        ImageFarmConfiguration.get().setNodes(List.of(nodes));
    }

    static void form(FarmConfiguration... farms) {
        ImageFarmConfiguration.get().setFarms(List.of(farms));
    }
}
