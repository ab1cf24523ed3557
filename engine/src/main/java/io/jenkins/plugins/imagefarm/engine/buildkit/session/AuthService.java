package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.AuthGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.CredentialsRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.CredentialsResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.FetchTokenRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.FetchTokenResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.GetTokenAuthorityRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.GetTokenAuthorityResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.VerifyTokenAuthorityRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.VerifyTokenAuthorityResponse;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import io.jenkins.plugins.imagefarm.engine.registry.Token;
import io.jenkins.plugins.imagefarm.engine.registry.TokenClient;
import io.jenkins.plugins.imagefarm.engine.registry.TokenRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Logs the daemon in to registries without giving it passwords: it gets short-lived tokens for the scopes it needs.
 *
 * <p>What the daemon asks, and when, is in BuildKit's {@code util/resolver/authorizer.go}. When a registry wants a
 * token, the daemon asks for the session's <em>token authority</em>. If there is one, it has this session fetch the
 * token ({@code FetchToken}), and later has it prove that it is the same session ({@code VerifyTokenAuthority}). If the
 * answer is UNAVAILABLE, it asks for {@code Credentials}. It also does so when a registry wants a password, and to
 * compare the session with others that have no authority. So it may ask for a password it does not need; {@link
 * PasswordRule} decides.
 *
 * <p>Calls may take as long as {@link io.jenkins.plugins.imagefarm.engine.registry.Patience#total()}: the server must
 * not run them on a thread that anything else waits for.
 */
public final class AuthService extends AuthGrpc.AuthImplBase {
    private final LoginSource logins;
    private final Registries registries;
    private final PasswordRule passwords;
    private final TokenClient tokens = new TokenClient();
    private final TokenAuthorities authorities = new TokenAuthorities();
    private final AuthProblems problems = new AuthProblems();

    /**
     * @param logins of registries; asked anew for each token
     * @param registries how registries are reached
     * @param log gets one line for each password that has to be given to the daemon
     */
    public AuthService(LoginSource logins, Registries registries, Consumer<String> log) {
        this.logins = logins;
        this.registries = registries;
        this.passwords = new PasswordRule(registries, log);
    }

    /** The login problem behind a daemon's error text; empty if that is about something else. */
    public Optional<Problem> explain(String daemonError) {
        return problems.explain(daemonError);
    }

    @Override
    public void getTokenAuthority(
            GetTokenAuthorityRequest request, StreamObserver<GetTokenAuthorityResponse> observer) {
        answer(request.getHost(), observer, () -> {
            RegistryHost host = new RegistryHost(request.getHost());
            registries.to(host).unreachable().ifPresent(problem -> {
                // The daemon reaches it, or it would not ask. So it has to fetch its tokens by itself.
                throw status(Status.UNAVAILABLE, problem);
            });
            byte[] key = authority(host, request.getSalt()).publicKey();
            return GetTokenAuthorityResponse.newBuilder()
                    .setPublicKey(ByteString.copyFrom(key))
                    .build();
        });
    }

    @Override
    public void verifyTokenAuthority(
            VerifyTokenAuthorityRequest request, StreamObserver<VerifyTokenAuthorityResponse> observer) {
        answer(request.getHost(), observer, () -> {
            TokenAuthority authority = authority(new RegistryHost(request.getHost()), request.getSalt());
            byte[] signed = authority.sign(request.getPayload().toByteArray());
            return VerifyTokenAuthorityResponse.newBuilder()
                    .setSigned(ByteString.copyFrom(signed))
                    .build();
        });
    }

    private TokenAuthority authority(RegistryHost host, ByteString salt) {
        return login(host).isPresent()
                ? authorities.loggedIn(host, salt.toByteArray())
                : authorities.anonymous(salt.toByteArray());
    }

    @Override
    public void fetchToken(FetchTokenRequest request, StreamObserver<FetchTokenResponse> observer) {
        answer(request.getHost(), observer, () -> {
            RegistryHost host = new RegistryHost(request.getHost());
            TokenRequest wanted = TokenRequest.of(request.getRealm(), request.getService(), request.getScopesList());
            Token token = tokens.fetch(registries.to(host), wanted, login(host));
            return FetchTokenResponse.newBuilder()
                    .setToken(token.value())
                    .setExpiresIn(token.validFor().toSeconds())
                    .setIssuedAt(token.issuedAt().map(Instant::getEpochSecond).orElse(0L))
                    .build();
        });
    }

    @Override
    public void credentials(CredentialsRequest request, StreamObserver<CredentialsResponse> observer) {
        answer(request.getHost(), observer, () -> {
            RegistryHost host = new RegistryHost(request.getHost());
            CredentialsResponse.Builder response = CredentialsResponse.newBuilder();
            login(host).ifPresent(login -> {
                passwords.check(host);
                response.setUsername(login.username()).setSecret(login.password());
            });
            return response.build();
        });
    }

    private Optional<Login> login(RegistryHost host) {
        Optional<Login> login = logins.login(host);
        problems.asked(host, login);
        return login;
    }

    private <T> void answer(String host, StreamObserver<T> observer, Supplier<T> work) {
        T response;
        try {
            response = work.get();
        } catch (ProblemException e) {
            problems.failed(new RegistryHost(host), e.problem());
            boolean user = e.problem().fault() == Fault.USER;
            observer.onError(status(user ? Status.PERMISSION_DENIED : Status.UNAVAILABLE, e.problem()));
            return;
        } catch (RuntimeException e) {
            // Status.fromThrowable finds the status of our own; it shows no message of others.
            observer.onError(Status.fromThrowable(e).asRuntimeException());
            return;
        }
        problems.succeeded(new RegistryHost(host));
        observer.onNext(response);
        observer.onCompleted();
    }

    /** The description comes back in the daemon's error text, where {@link #explain} finds it. */
    private static StatusRuntimeException status(Status status, Problem problem) {
        return status.withDescription(problem.cause()).asRuntimeException();
    }
}
