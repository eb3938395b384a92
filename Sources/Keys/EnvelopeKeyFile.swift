import Cryptography
import Foundation
import Wire

/// The file in which versions before kept the private key by which VNeID seals to us (profile `quirks`): the key, sealed under the
/// master key. It is read once, when the records have no such key yet (`AdoptEnvelopeKey`), and never written.
///
/// While the master key changed, the key stood in it twice, once under each.
package struct EnvelopeKeyFile: Sendable {
    package let path: String

    private static let member = "sealed"
    private static let (purpose, owner) = ("key for envelopes", "vneid")

    package init(_ path: String) { self.path = path }

    package func open(by sealer: SecretSealer) throws(KeyVaultError) -> RSAPrivateKey {
        for sealed in try sealedKeys() {
            guard var encoded = try? sealer.open(sealed, purpose: Self.purpose, owner: Self.owner) else { continue }
            defer { cleanse(&encoded) }
            guard let key = try? RSAPrivateKey(encoded: encoded) else { throw .unreadable(path) }
            return key
        }
        throw .wrongMasterKey(path)
    }

    private func sealedKeys() throws(KeyVaultError) -> [String] {
        guard let data = FileManager.default.contents(atPath: path),
            let list = try? JSONReader.readObject(Array(data))[Self.member]?.array
        else { throw .unreadable(path) }
        let texts = list.compactMap(\.string)
        guard texts.count == list.count, !texts.isEmpty else { throw .unreadable(path) }
        return texts
    }
}
