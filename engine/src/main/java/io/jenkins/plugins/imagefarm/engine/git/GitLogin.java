package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/** Gives a login to its own server, and only once: a wrong one that is tried again and again may lock the account. */
final class GitLogin extends CredentialsProvider {
    private final GitUrl server;
    private final Login login;
    private boolean given;

    /** @param login null for none */
    GitLogin(GitUrl server, Login login) {
        this.server = server;
        this.login = login;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false; // above all the question whether a certificate may be wrong
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        if (login == null || given || !supports(items) || !isServer(uri)) {
            return false;
        }
        given = true;
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username user) {
                user.setValue(login.username());
            } else if (item instanceof CredentialItem.Password password) {
                password.setValue(login.password().toCharArray());
            }
        }
        return true;
    }

    private boolean isServer(URIish uri) {
        try {
            return server.isSameServer(GitUrl.valueOf(uri.toString()));
        } catch (ProblemException e) {
            return false;
        }
    }
}
