package io.jenkins.plugins.imagefarm.config;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import org.springframework.security.core.Authentication;

/**
 * The credentials that a form offers. Reads names only, never a secret. Those of scope <i>System</i> are left out: no build
 * may use them.
 *
 * @param item where the form was opened; null outside a job
 * @param type which kind is offered
 * @param requirements what the credentials' domain must allow
 * @param kinds which of that kind are offered
 */
public record CredentialChoices<C extends StandardCredentials>(
        @CheckForNull Item item, Class<C> type, List<DomainRequirement> requirements, CredentialsMatcher kinds) {
    private static final CredentialsMatcher FOR_BUILDS =
            CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM));

    /** All of that kind. */
    public CredentialChoices(@CheckForNull Item item, Class<C> type, List<DomainRequirement> requirements) {
        this(item, type, requirements, CredentialsMatchers.always());
    }

    /** What a user sees who may not list credentials: what is chosen already. */
    public static ListBoxModel only(@CheckForNull String current) {
        return new StandardListBoxModel().includeCurrentValue(Util.fixNull(current));
    }

    /** @param current stays selectable, even if it is not there any more */
    public ListBoxModel items(@CheckForNull String current) {
        return new StandardListBoxModel()
                .includeEmptyValue()
                .includeMatchingAs(user(), item, type, requirements, CredentialsMatchers.allOf(FOR_BUILDS, kinds))
                .includeCurrentValue(Util.fixNull(current));
    }

    /** An error if there are none with that id; no id, or one that only a build can tell, is fine. */
    public FormValidation check(@CheckForNull String id) {
        String given = Util.fixNull(id).strip();
        return given.isEmpty() || given.startsWith("${") || has(given)
                ? FormValidation.ok()
                : FormValidation.error(Messages.CredentialChoices_missing(given));
    }

    boolean has(String id) {
        CredentialsMatcher wanted = CredentialsMatchers.allOf(FOR_BUILDS, kinds, CredentialsMatchers.withId(id));
        return !CredentialsProvider.listCredentialsInItem(type, item, user(), requirements, wanted)
                .isEmpty();
    }

    /** Builds look credentials up as this user. */
    private Authentication user() {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }
}
