import ArgumentParser
import Foundation
import Identity
import JOSE
import OpenIDConnect
import Wire

/// How a client proves to be itself with keys of its own.
struct ClientProofOptions: ParsableArguments {
    @Option(
        name: .customLong("jwks"),
        help: """
            Tệp JSON có khóa công khai của nền tảng (JWK set): cho private_key_jwt, yêu cầu có ký và trả lời mã hóa. \
            (A JSON file with the platform's public keys (JWK set): for private_key_jwt, signed requests, encrypted answers.)
            """)
    var keysFile: String?

    @Option(
        name: .customLong("jwks-uri"),
        help: """
            Địa chỉ https công khai nơi nền tảng tự đổi khóa; máy ở mạng nội bộ thì dùng --jwks; '' là bỏ khóa. (A public \
            https address where the platform changes its keys by itself; use --jwks for one in a private network; '' for no keys.)
            """)
    var keysURI: String?

    @Option(
        name: .long,
        help: """
            fapi2: giữ trọn FAPI 2.0 Security Profile, không tùy chọn nào làm yếu đi; fapi2-message-signing: thêm cả FAPI 2.0 \
            Message Signing; '' là bỏ. (fapi2: keeps the FAPI 2.0 Security Profile as a whole, which no option weakens; \
            fapi2-message-signing: and FAPI 2.0 Message Signing; '' for none.)
            """)
    var profile: String?

    @Flag(
        name: .customLong("dpop-bound"), inversion: .prefixedNo,
        help: """
            Access token của nền tảng phải gắn với khóa của nó (DPoP, RFC 9449). \
            (Its access tokens have to be bound to a key of its own (DPoP, RFC 9449).)
            """)
    var bindsTokens: Bool?

    @OptionGroup var certificates: ClientCertificateOptions

    /// Keys of one kind replace those of the other.
    func apply(to registration: inout ClientRegistration) throws(CommandFailure) {
        if let profile { registration.proofs.profile = profile.isEmpty ? nil : profile }
        if let bindsTokens { registration.proofs.bindsTokens = bindsTokens }
        try certificates.apply(to: &registration)
        if keysFile != nil || keysURI != nil {
            registration.proofs.keysURI = keysURI.flatMap { $0.isEmpty ? nil : $0 }
            registration.proofs.keys = try keysFile.map(Self.object)
        }
    }

    private static func object(_ path: String) throws(CommandFailure) -> JSONObject {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure.notFound("không đọc được \(path)", english: "\(path) can't be read")
        }
        do { return try JSONReader.readObject(ByteOrderMark.dropped(from: Array(data))) } catch {
            throw CommandFailure.badData(
                "\(path) không phải là đối tượng JSON", english: "\(path) is not a JSON object: \(error)")
        }
    }
}

extension Client {
    /// What the command line shows of its keys.
    var proofListing: JSONObject {
        var json: JSONObject = ["dpop_bound_access_tokens": .bool(protection.bindsTokens)]
        json["profile"] = protection.profile.map { .string($0.rawValue) }
        if protection.bindsToCertificate { json["tls_client_certificate_bound_access_tokens"] = true }
        if case .certificate(let subject) = credential { json[subject.kind.rawValue] = .string(subject.text) }
        switch keys {
        case .set(let set):
            json["keys"] = .texts(
                set.keys.map { $0.id?.value ?? $0.thumbprint }
                    + set.encryptionKeys.map { $0.id?.value ?? $0.thumbprint })
        case .address(let address): json["jwks_uri"] = .string(address.uri.text)
        case nil: break
        }
        return json
    }
}
