import Cryptography
import Foundation
import Testing
import Wire

@testable import JOSE

/// The vectors that lie beside these tests, by RFC. `Interop` holds tokens that other implementations made
/// for us.
enum Vectors {
    static func object(_ path: String) throws -> JSONObject {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Vectors/\(path).json")
        return try JSONReader.readObject(Array(try Data(contentsOf: file)))
    }

    /// The public part of the key in a vector.
    static func publicKey(_ json: JSONObject) throws -> JWK {
        var json = json
        for name in ["d", "p", "q", "dp", "dq", "qi", "key_ops", "use"] { json[name] = nil }
        return try JWK(json)
    }
}

extension JSONObject {
    func text(_ name: String) throws -> String { try #require(self[name]?.string) }
    func object(_ name: String) throws -> JSONObject { try #require(self[name]?.object) }
    func array(_ name: String) throws -> [JSONObject] { try #require(self[name]?.array).compactMap(\.object) }

    func algorithm() throws -> SignatureAlgorithm {
        try #require(SignatureAlgorithm(rawValue: try text("alg")))
    }

    func setting(_ name: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[name] = value
        return copy
    }
}

/// Keys of every algorithm, made once.
enum TestKeys {
    private static let all = Result {
        try Dictionary(
            uniqueKeysWithValues: SignatureAlgorithm.allCases.map {
                ($0, try SigningKey.generate(algorithm: $0, rsaBits: 2048))
            })
    }

    static func key(_ algorithm: SignatureAlgorithm) throws -> SigningKey {
        try #require(try all.get()[algorithm])
    }
}

/// A token of parts that nobody checked: whatever header, payload and signature a test wants.
func token(header: String, payload: String = "{}", signature: [UInt8] = [1]) -> String {
    [Array(header.utf8), Array(payload.utf8), signature].map { Base64URL.encode($0) }.joined(separator: ".")
}

/// A token whose header we'd never write, with a good signature.
func signedToken(header: String, payload: String = "{}", by key: SigningKey) throws -> String {
    let input = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(payload.utf8))
    return input + "." + Base64URL.encode(try key.sign(Array(input.utf8)))
}
