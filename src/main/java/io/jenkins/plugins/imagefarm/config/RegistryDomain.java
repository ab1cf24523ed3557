package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.Util;
import java.util.List;

/** What the domain of a registry's credentials must allow, so that a password never goes to a host it is not meant for. */
final class RegistryDomain {
    private RegistryDomain() {}

    /** @param host as it stands in image names; empty while the user has not typed it yet */
    static List<DomainRequirement> of(String host) {
        String known = Util.fixNull(host).strip();
        return known.isEmpty()
                ? List.of()
                : URIRequirementBuilder.fromUri("https://" + known).build();
    }
}
