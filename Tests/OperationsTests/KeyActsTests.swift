import JOSE
import Operations
import TestSupport
import Testing

@Suite struct KeyActsTests {
    @Test func `each key that had to be made is written down`() async throws {
        let here = try TestInstallation()
        let keys = try [SignatureAlgorithm.ES256, .EdDSA].map { try SigningKey.generate(algorithm: $0).id }
        try await RecordKeyGeneration(here.installation).run(keys, here.act)
        #expect(
            try await here.audit()
                == keys.map { "key-generation | success | administrator:root | - | \($0.value)" })
    }
}
