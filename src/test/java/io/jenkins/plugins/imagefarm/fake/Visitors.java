package io.jenkins.plugins.imagefarm.fake;

import hudson.model.Item;
import jenkins.model.Jenkins;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Users of a Jenkins in tests: {@code reader} sees its jobs, {@code stranger} only that it is there. */
public final class Visitors {
    private Visitors() {}

    /** Each has the own name as password. */
    public static void admit(JenkinsRule rule) {
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .to("stranger")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }
}
