import Cryptography
import Foundation
import TestSupport
import Testing

/// X.509 certificates, as far as clients are known by them.
@Suite struct CertificateTests {
    @Test func `the certificate of RFC 8705 has the names, the key and the time that stand in it`() throws {
        let certificate = try Certificate(TestCertificate.rfc8705)
        #expect(certificate.subject == "CN=mtls" && certificate.names.isEmpty)
        let thumbprint = Data(certificate.thumbprint).base64EncodedString()
        // RFC 8705, Appendix A: A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0 in Base64url.
        #expect(thumbprint == "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0=")
        guard case .ec(let key)? = certificate.publicKey else {
            Issue.record("no point")
            return
        }
        #expect(key.curve == .p256)
        #expect(certificate.validFrom == 1_539_866_229 && certificate.validUntil == 1_651_495_029)
    }

    @Test func `every kind of name is read, and letters beyond ASCII are as they are`() throws {
        let certificate = try Certificate(TestCertificate.client)
        #expect(certificate.subject == "CN=lgsp.hue.test,O=Thành phố Huế\\, CNTT,C=VN")
        #expect(
            certificate.names == [
                .dns("lgsp.hue.test"), .uri("https://lgsp.hue.test/client"), .email("lgsp@hue.test"),
                .address([192, 0, 2, 7]), .address([0x20, 0x01, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [7]),
            ])
    }

    @Test func `what isn't one certificate and nothing else is none`() {
        let good = TestCertificate.rfc8705
        for bad in [[], [0x30], Array(good.dropLast()), good + [0], good + good] {
            #expect(throws: CryptographyError.malformedCertificate) { try Certificate(bad) }
        }
    }

    @Test func `no byte that is changed makes it crash`() {
        for index in TestCertificate.client.indices {
            var bytes = TestCertificate.client
            bytes[index] ^= 0xFF
            _ = try? Certificate(bytes)
        }
    }

    private static let now: Int64 = 1_795_521_600

    @Test func `an authority vouches for what it signed, for clients, in its time`() throws {
        let authorities = try CertificateAuthorities([TestCertificate.authority])
        let client = try Certificate(TestCertificate.client)
        #expect(authorities.vouch(for: client, atSecond: Self.now))
        #expect(!authorities.vouch(for: client, atSecond: client.validFrom - 1))
        #expect(!authorities.vouch(for: client, atSecond: client.validUntil + 1))
        #expect(try !authorities.vouch(for: Certificate(TestCertificate.server), atSecond: Self.now))
        #expect(try !authorities.vouch(for: Certificate(TestCertificate.rfc8705), atSecond: 1_579_100_000))
    }

    @Test func `an authority in the middle is believed by itself`() throws {
        let leaf = try Certificate(TestCertificate.bytes(TestCertificate.rfc9440))
        let authorities = try CertificateAuthorities([TestCertificate.rfc9440Authority])
        #expect(authorities.vouch(for: leaf, atSecond: 1_579_100_000))
        #expect(try !CertificateAuthorities([TestCertificate.authority]).vouch(for: leaf, atSecond: 1_579_100_000))
    }
}
