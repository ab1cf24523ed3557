package io.jenkins.plugins.imagefarm.config;

import hudson.model.Failure;
import hudson.util.FormValidation;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.function.Supplier;

/** Shows in a form what a constructor or setter would refuse. */
public final class FormCheck {
    private FormCheck() {}

    /** @param parser throws {@link Failure} if the value is not valid */
    public static FormValidation of(Runnable parser) {
        try {
            parser.run();
            return FormValidation.ok();
        } catch (Failure e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** What the contract refuses, told in the way of Jenkins' configuration. */
    static <T> T failing(Supplier<T> contract) {
        try {
            return contract.get();
        } catch (ProblemException e) {
            throw new Failure(e.problem().toString());
        }
    }
}
