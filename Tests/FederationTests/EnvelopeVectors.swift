import Cryptography
import Foundation
import Testing
import Wire

/// Envelopes that OpenSSL's command line has made (Vectors/README.md), and the key that they are for.
enum EnvelopeVectors {
    struct Envelope: Sendable, CustomTestStringConvertible {
        let name: String
        let data, key: [UInt8]
        /// What is in it; `nil` for what doesn't open.
        let clear: String?

        var testDescription: String { name }
    }

    private static let document = Result {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Vectors/envelopes.json")
        return try JSONReader.readObject(Array(try Data(contentsOf: file)))
    }

    static func privateKey() throws -> RSAPrivateKey { try RSAPrivateKey(encoded: try bytes("private_key")) }

    static func publicKey() throws -> RSAPublicKey { try RSAPublicKey(encoded: try bytes("public_key")) }

    static func all() throws -> [Envelope] {
        try ["opens", "opens_not"].flatMap { member in
            try #require(try document.get()[member]?.array).map { value in
                let json = try #require(value.object)
                return Envelope(
                    name: try #require(json["name"]?.string),
                    data: try Base64.decode(try #require(json["data"]?.string)),
                    key: try Base64.decode(try #require(json["key"]?.string)), clear: json["clear"]?.string)
            }
        }
    }

    private static func bytes(_ member: String) throws -> [UInt8] {
        try Base64.decode(try #require(try document.get()[member]?.string))
    }
}
