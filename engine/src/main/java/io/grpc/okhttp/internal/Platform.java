package io.grpc.okhttp.internal;

import java.security.Provider;
import java.util.List;
import javax.net.ssl.SSLSocket;

/**
 * Takes the place of the class of this name in grpc-okhttp, which makes an SSL engine when it is loaded, to find out what the
 * JDK's TLS can do: every security provider and the JDK's whole trust store are loaded for that, a quarter of a second in a
 * fresh JVM. The engine needs none of it: gRPC gets sockets that are encrypted already where they have to be.
 */
public class Platform {
    private static final Platform INSTANCE = new Platform();

    /** What of TLS's extensions a platform knows. */
    public enum TlsExtensionType {
        ALPN_AND_NPN,
        NPN,
        NONE
    }

    public static Platform get() {
        return INSTANCE;
    }

    public static byte[] concatLengthPrefixed(List<Protocol> protocols) {
        throw noTls();
    }

    public Provider getProvider() {
        throw noTls();
    }

    public TlsExtensionType getTlsExtensionType() {
        return TlsExtensionType.NONE;
    }

    public void configureTlsExtensions(SSLSocket socket, String hostname, List<Protocol> protocols) {
        throw noTls();
    }

    public void afterHandshake(SSLSocket socket) {
        throw noTls();
    }

    public String getSelectedProtocol(SSLSocket socket) {
        throw noTls();
    }

    private static UnsupportedOperationException noTls() {
        return new UnsupportedOperationException("gRPC is given sockets that are encrypted already");
    }
}
