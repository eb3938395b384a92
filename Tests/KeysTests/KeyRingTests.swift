import JOSE
import Keys
import Testing

/// The keys that sign now, behind one reference.
@Suite struct KeyRingTests {
    @Test func `after a swap the new key signs, and what the old one signed is verified as long as it is published`()
        throws
    {
        let (old, new) = (try SigningKey.generate(algorithm: .ES256), try SigningKey.generate(algorithm: .ES256))
        let ring = KeyRing(SigningKeys([old]))
        let before = try ring.current.sign(["sub": "an"], type: "JWT", with: .ES256)
        ring.replace(with: SigningKeys([new, old]))
        let after = try ring.current.sign(["sub": "an"], type: "JWT", with: .ES256)
        for token in [before, after] {
            #expect(throws: Never.self) { try UnverifiedJWT(parsing: token).verified(by: ring.current.published) }
        }
        ring.replace(with: SigningKeys([new]))
        #expect(throws: JOSEError.self) { try UnverifiedJWT(parsing: before).verified(by: ring.current.published) }
        #expect(throws: Never.self) { try UnverifiedJWT(parsing: after).verified(by: ring.current.published) }
    }
}
