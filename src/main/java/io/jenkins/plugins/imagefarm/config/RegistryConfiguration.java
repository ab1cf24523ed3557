package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Failure;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.FormAccess;
import io.jenkins.plugins.imagefarm.config.connection.RegistryProbe;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import jenkins.security.FIPS140;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A registry that all builds know: how it is reached and with which login. Holds the id of its credentials, never a secret.
 *
 * <p>Constructor, setters and form checks share their checks, so that neither a form nor JCasC can store what the other
 * would refuse.
 */
public class RegistryConfiguration implements Describable<RegistryConfiguration> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final String name;
    private final String host;
    private String credentialsId;
    private String caCertificate;
    private boolean insecure;
    private List<String> mirrors = new ArrayList<>();

    @DataBoundConstructor
    public RegistryConfiguration(String name, String host) {
        this.name = parseName(name);
        this.host = RegistryHost.parse(host);
    }

    public String getName() {
        return name;
    }

    /** Host and optional port, as it stands in image names. */
    public String getHost() {
        return host;
    }

    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    @DataBoundSetter
    public void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = CaCertificate.parse(caCertificate);
    }

    public boolean isInsecure() {
        return insecure;
    }

    @DataBoundSetter
    public void setInsecure(boolean insecure) {
        checkInsecure(insecure);
        this.insecure = insecure;
    }

    /** Where images are looked for first, when they are only read: each as {@link RegistryMirror} is written. */
    @NonNull
    public List<String> getMirrors() {
        return mirrors == null ? List.of() : List.copyOf(mirrors); // null in a configuration of another version
    }

    @DataBoundSetter
    public void setMirrors(@CheckForNull List<String> mirrors) {
        this.mirrors = new ArrayList<>(
                parseMirrors(mirrors).stream().map(RegistryMirror::toString).toList());
    }

    /** @throws Failure if one is not an address */
    private static List<RegistryMirror> parseMirrors(@CheckForNull List<String> typed) {
        return FormCheck.failing(
                () -> Words.of(typed).stream().map(RegistryMirror::valueOf).toList());
    }

    /** Whether it is reached, or its images are read, in another way than is usual. */
    boolean isUnusual() {
        return insecure || caCertificate != null || !getMirrors().isEmpty();
    }

    boolean isCalled(String hostOrName) {
        return host.equalsIgnoreCase(hostOrName) || name.equalsIgnoreCase(hostOrName);
    }

    Registry toRegistry() {
        return new Registry(host, insecure, caCertificate, parseMirrors(getMirrors()));
    }

    static boolean isName(@CheckForNull String text) {
        return NAME.matcher(Util.fixNull(text).strip()).matches();
    }

    private static String parseName(@CheckForNull String text) {
        if (!isName(text)) {
            throw new Failure(Messages.RegistryConfiguration_name());
        }
        return Util.fixNull(text).strip();
    }

    private static void checkInsecure(boolean insecure) {
        if (insecure && FIPS140.useCompliantAlgorithms()) {
            throw new Failure(Messages.RegistryConfiguration_fips());
        }
    }

    @Extension
    @Symbol("registry")
    @Restricted(NoExternalUse.class)
    public static class DescriptorImpl extends Descriptor<RegistryConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RegistryConfiguration_displayName();
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> parseName(value));
        }

        @POST
        public FormValidation doCheckHost(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> RegistryHost.parse(value));
        }

        @POST
        public FormValidation doCheckCaCertificate(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> CaCertificate.parse(value));
        }

        @POST
        public FormValidation doCheckMirrors(@QueryParameter String value) {
            FormAccess.checkAdminister();
            return FormCheck.of(() -> parseMirrors(List.of(value)));
        }

        /** As a text area shows a list: one entry a line. */
        public String lines(List<String> entries) {
            return Words.text(entries, "\n");
        }

        @POST
        public FormValidation doCheckInsecure(@QueryParameter boolean value) {
            FormAccess.checkAdminister();
            FormValidation allowed = FormCheck.of(() -> checkInsecure(value));
            return value && allowed.kind == FormValidation.Kind.OK
                    ? FormValidation.warning(Messages.RegistryConfiguration_insecure())
                    : allowed;
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @QueryParameter String host, @QueryParameter String credentialsId) {
            if (!FormAccess.hasListCredentials(null)) {
                return CredentialChoices.only(credentialsId);
            }
            return choices(host).items(credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String host, @QueryParameter String value) {
            FormAccess.checkAdminister();
            return choices(host).check(value);
        }

        /**
         * Asks the registry, from the controller. For administrators only, because it sends a password to a host of the
         * user's choice.
         */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String host,
                @QueryParameter String credentialsId,
                @QueryParameter String caCertificate,
                @QueryParameter boolean insecure) {
            FormAccess.checkAdminister();
            try {
                RegistryConfiguration registry = new RegistryConfiguration("test", host);
                registry.setCaCertificate(caCertificate);
                registry.setInsecure(insecure);
                Login login = login(registry.getHost(), Util.fixEmptyAndTrim(credentialsId));
                return FormValidation.ok(new RegistryProbe(registry.toRegistry(), login).check());
            } catch (Failure | ProblemException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        private static CredentialChoices<StandardUsernamePasswordCredentials> choices(String host) {
            return new CredentialChoices<>(null, StandardUsernamePasswordCredentials.class, RegistryDomain.of(host));
        }

        private static Login login(String host, @CheckForNull String credentialsId) {
            if (credentialsId == null) {
                return null;
            }
            // First the list that leaves out what no build may use: the test must not succeed where builds would fail.
            StandardUsernamePasswordCredentials found = choices(host).has(credentialsId)
                    ? CredentialsProvider.findCredentialByIdInItemGroup(
                            credentialsId,
                            StandardUsernamePasswordCredentials.class,
                            Controller.root(),
                            ACL.SYSTEM2,
                            RegistryDomain.of(host))
                    : null;
            if (found == null) {
                throw new Failure(Messages.CredentialChoices_missing(credentialsId));
            }
            return RegistryLogins.login(found);
        }
    }
}
