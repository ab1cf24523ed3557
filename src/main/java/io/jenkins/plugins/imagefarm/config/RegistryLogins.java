package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Failure;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Which login a build uses for which registry. The build's own entries come first, by host; then the credentials it names
 * for the registries of its tags; then the global configuration.
 *
 * <p>All globally configured logins go along, because only the builder finds out which registries the base images come from.
 * One of those that this run may not use is left out rather than failing a build that may not need it.
 */
@Restricted(NoExternalUse.class)
public final class RegistryLogins {
    private RegistryLogins() {}

    /**
     * Looks the credentials up, with the rights of the run and noting their use. It may take its time, so it is not for the
     * thread of a Pipeline.
     *
     * @param credentialsId for the registries of the tags; null for none
     * @param hostsOfTags as they stand in the tags
     * @param hostsRead of other images that the build names, as they stand in their names
     * @param registries the build's own; one without credentials is reached without a login, whatever is configured
     * @return logins by host, as it stands in image names
     * @throws AbortException if credentials are not there that the build names, or that are configured for a host it names
     */
    @NonNull
    public static Map<String, Login> resolve(
            @NonNull Run<?, ?> run,
            @CheckForNull String credentialsId,
            @NonNull List<String> hostsOfTags,
            @NonNull List<String> hostsRead,
            @NonNull List<RegistryLogin> registries)
            throws AbortException {
        RunCredentials credentials = new RunCredentials(run);
        List<String> named =
                Stream.concat(hostsOfTags.stream(), hostsRead.stream()).toList();
        Map<String, Login> logins = new HashMap<>();
        for (Wanted wanted :
                wanted(credentialsId, hostsOfTags, named, registries).values()) {
            StandardUsernamePasswordCredentials found = wanted.find(credentials);
            if (found != null) {
                logins.put(wanted.host(), login(found));
            }
        }
        for (String host : named) {
            // Hosts are compared in lower case here, but the builder asks for one as it was written.
            Login login = logins.get(normal(host));
            if (login != null) {
                logins.put(host, login);
            }
        }
        return logins;
    }

    /** Those registries that are not reached, or whose images are not read, in the usual way. */
    @NonNull
    public static List<Registry> registries() {
        return ImageFarmConfiguration.get().getRegistries().stream()
                .filter(RegistryConfiguration::isUnusual)
                .map(RegistryConfiguration::toRegistry)
                .toList();
    }

    static Login login(StandardUsernamePasswordCredentials credentials) {
        return new Login(credentials.getUsername(), credentials.getPassword().getPlainText());
    }

    private static Map<String, Wanted> wanted(
            String credentialsId, List<String> hostsOfTags, List<String> named, List<RegistryLogin> registries)
            throws AbortException {
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        Set<String> needed = named.stream().map(RegistryLogins::normal).collect(Collectors.toSet());
        Map<String, Wanted> byHost = new LinkedHashMap<>();
        for (RegistryConfiguration registry : configuration.getRegistries()) {
            String host = registry.getHost();
            byHost.put(host, new Wanted(host, registry.getCredentialsId(), needed.contains(host)));
        }
        String forTags = Util.fixEmptyAndTrim(credentialsId);
        if (forTags != null) {
            hostsOfTags.stream()
                    .map(RegistryLogins::normal)
                    .forEach(host -> byHost.put(host, new Wanted(host, forTags, true)));
        }
        for (RegistryLogin own : registries) {
            try {
                String host = configuration.hostOf(own.getHost());
                byHost.put(host, new Wanted(host, own.getCredentialsId(), true));
            } catch (Failure e) {
                throw new AbortException(Messages.RegistryLogins_unknown(own.getHost()));
            }
        }
        return byHost;
    }

    private static String normal(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    /**
     * Credentials for a host.
     *
     * @param credentialsId null for no login
     * @param needed whether the build fails without them
     */
    private record Wanted(String host, String credentialsId, boolean needed) {
        StandardUsernamePasswordCredentials find(RunCredentials credentials) throws AbortException {
            if (credentialsId == null) {
                return null;
            }
            Class<StandardUsernamePasswordCredentials> type = StandardUsernamePasswordCredentials.class;
            return needed
                    ? credentials.require(
                            credentialsId, type, RegistryDomain.of(host), Messages.RegistryLogins_purpose(host))
                    : credentials.find(credentialsId, type, RegistryDomain.of(host));
        }
    }
}
