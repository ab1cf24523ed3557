package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.CredentialsRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.CredentialsResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.FetchTokenRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.FetchTokenResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.GetTokenAuthorityRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.GetTokenAuthorityResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.VerifyTokenAuthorityRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.VerifyTokenAuthorityResponse;
import java.util.List;

/** Asks a session's auth service as a BuildKit daemon does. */
final class AskingDaemon {
    private static final ByteString SALT = ByteString.copyFromUtf8("new at each start");

    private final AuthService service;
    private final String host;

    /** @param host the registry it needs */
    AskingDaemon(AuthService service, String host) {
        this.service = service;
        this.host = host;
    }

    Answer<GetTokenAuthorityResponse> authority() {
        GetTokenAuthorityRequest request = GetTokenAuthorityRequest.newBuilder()
                .setHost(host)
                .setSalt(SALT)
                .build();
        return Answer.to(observer -> service.getTokenAuthority(request, observer));
    }

    Answer<VerifyTokenAuthorityResponse> verify(byte[] payload) {
        VerifyTokenAuthorityRequest request = VerifyTokenAuthorityRequest.newBuilder()
                .setHost(host)
                .setSalt(SALT)
                .setPayload(ByteString.copyFrom(payload))
                .build();
        return Answer.to(observer -> service.verifyTokenAuthority(request, observer));
    }

    Answer<FetchTokenResponse> fetch(String realm, String... scopes) {
        FetchTokenRequest request = FetchTokenRequest.newBuilder()
                .setClientId("buildkit-client")
                .setHost(host)
                .setRealm(realm)
                .setService(host)
                .addAllScopes(List.of(scopes))
                .build();
        return Answer.to(observer -> service.fetchToken(request, observer));
    }

    Answer<CredentialsResponse> credentials() {
        CredentialsRequest request =
                CredentialsRequest.newBuilder().setHost(host).build();
        return Answer.to(observer -> service.credentials(request, observer));
    }
}
