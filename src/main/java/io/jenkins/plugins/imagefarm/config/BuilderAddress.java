package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Failure;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address of a builder, as far as it can be judged on the controller: its form. Whether something listens there only
 * the agent can tell.
 */
public final class BuilderAddress {
    private BuilderAddress() {}

    /**
     * Parses what a user typed.
     *
     * @return null if there is none, so that a builder is looked for on the agent
     * @throws Failure if it is not the address of a builder
     */
    @CheckForNull
    public static String parse(@CheckForNull String text) {
        String address = Util.fixEmptyAndTrim(text);
        if (address == null) {
            return null;
        }
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new Failure(Messages.BuilderAddress_invalid(address));
        }
        if (uri.getUserInfo() != null) {
            throw new Failure(Messages.BuilderAddress_password());
        }
        boolean valid =
                switch (Util.fixNull(uri.getScheme())) {
                    case "unix" ->
                        uri.getAuthority() == null
                                && Util.fixNull(uri.getPath()).startsWith("/");
                    case "tcp" ->
                        uri.getHost() != null && Util.fixNull(uri.getPath()).isEmpty();
                    default -> false;
                };
        if (!valid) {
            throw new Failure(Messages.BuilderAddress_invalid(address));
        }
        return address;
    }
}
