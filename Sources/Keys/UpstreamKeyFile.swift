import Cryptography
import Foundation
import Wire

/// The file of the private key by which VNeID seals to us (profile `quirks` of Documentation/VNEID.md): the key, sealed under
/// the master key. It says nothing else; the public key comes of the private one.
///
/// While the master key changes, the key stands in it twice, once under each (`KeyVault.resealing` does the same to the
/// records): at every moment one of the two opens it.
package struct UpstreamKeyFile: Sendable {
    package let path: String

    private static let member = "sealed"
    private static let (purpose, owner) = ("key for envelopes", "vneid")
    /// What VNeID is known to take.
    private static let bits = 2048

    package init(_ path: String) { self.path = path }

    /// Makes a key in the file, which must not be there.
    /// - Returns: the public key, for VNeID.
    package func make(by sealer: SecretSealer) throws(KeyVaultError) -> RSAPublicKey {
        guard let key = try? RSAPrivateKey.generate(bitCount: Self.bits) else { throw .generationFailed }
        let text = Self.text(of: [try Self.seal(key, by: sealer)])
        do { try SecretFile.create(text, at: path) } catch { throw .unusableDirectory(path) }
        return key.publicKey
    }

    package func open(by sealer: SecretSealer) throws(KeyVaultError) -> RSAPrivateKey {
        for sealed in try sealedKeys() {
            guard var encoded = try? sealer.open(sealed, purpose: Self.purpose, owner: Self.owner) else { continue }
            defer { cleanse(&encoded) }
            guard let key = try? RSAPrivateKey(encoded: encoded) else { throw .unreadable(path) }
            return key
        }
        throw .wrongMasterKey(path)
    }

    /// From now on another master key opens the file too.
    package func seal(by new: SecretSealer, besides old: SecretSealer) throws(KeyVaultError) {
        let key = try open(by: old)
        try replace(with: [try Self.seal(key, by: old), try Self.seal(key, by: new)])
    }

    /// From now on only this master key opens the file.
    package func seal(onlyBy sealer: SecretSealer) throws(KeyVaultError) {
        try replace(with: [try Self.seal(try open(by: sealer), by: sealer)])
    }

    private static func seal(_ key: RSAPrivateKey, by sealer: SecretSealer) throws(KeyVaultError) -> String {
        guard var encoded = try? key.encoded() else { throw .generationFailed }
        defer { cleanse(&encoded) }
        guard let sealed = try? sealer.seal(encoded, purpose: purpose, owner: owner) else { throw .generationFailed }
        return sealed
    }

    private func sealedKeys() throws(KeyVaultError) -> [String] {
        guard let data = FileManager.default.contents(atPath: path),
            let list = try? JSONReader.readObject(Array(data))[Self.member]?.array
        else { throw .unreadable(path) }
        let texts = list.compactMap(\.string)
        guard texts.count == list.count, !texts.isEmpty else { throw .unreadable(path) }
        return texts
    }

    private func replace(with sealed: [String]) throws(KeyVaultError) {
        do { try SecretFile.replace(Self.text(of: sealed), at: path) } catch { throw .unusableDirectory(path) }
    }

    private static func text(of sealed: [String]) -> [UInt8] {
        let document: JSONObject = [member: .array(sealed.map(JSONValue.string))]
        return JSONWriter.write(document) + Array("\n".utf8)
    }
}
