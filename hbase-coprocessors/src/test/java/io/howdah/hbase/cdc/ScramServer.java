// Licensed under the Apache License, Version 2.0: see LICENSE.
package io.howdah.hbase.cdc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) for one user. */
final class ScramServer {
    private static final int ITERATIONS = 4_096;
    private static final byte[] SALT = "howdah-salt-0001".getBytes(StandardCharsets.US_ASCII);

    private final String user;
    private final byte[] salted;
    private String clientFirst;
    private String serverFirst;
    private boolean done;

    ScramServer(String user, String password) {
        this.user = user;
        try {
            salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean done() {
        return done;
    }

    String first(String message) {
        clientFirst = message.substring("n,,".length());
        String nonce = clientFirst.substring(clientFirst.indexOf(",r=") + 3);
        serverFirst = "r=" + nonce + "howdah,s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + ITERATIONS;
        return serverFirst;
    }

    /** @throws SecurityException if user or password are wrong */
    String last(String message) {
        int proofAt = message.lastIndexOf(",p=");
        String signed = clientFirst + "," + serverFirst + "," + message.substring(0, proofAt);
        byte[] clientKey = Base64.getDecoder().decode(message.substring(proofAt + 3));
        try {
            byte[] storedKey = sha256(hmac(salted, "Client Key"));
            byte[] signature = hmac(storedKey, signed);
            for (int i = 0; i < signature.length; i++) {
                clientKey[i] ^= signature[i];
            }
            if (!clientFirst.startsWith("n=" + user + ",") || !MessageDigest.isEqual(sha256(clientKey), storedKey)) {
                throw new SecurityException("wrong user or password");
            }
            done = true;
            return "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
