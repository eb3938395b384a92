import Cryptography
import OpenIDConnect
import Wire

/// Whether clients prove themselves by certificates, and whose count.
extension ConfigurationCheck {
    /// `nil` where they don't; what is wrong with the settings is said all the same.
    /// - Parameters:
    ///   - issuer: whose host a port of ours has.
    ///   - listen: has that port.
    mutating func mutualTLS(_ issuer: Issuer?, _ listen: ListenSettings?) -> MutualTLS? {
        let authorities = file(.certificateAuthorities, Self.certificateAuthorities)
        let address = optional(.certificateAddress) { text throws(ConfigurationRule) in
            do throws(IssuerError) { return try Issuer(text) } catch { throw ConfigurationRule(error.text) }
        }
        let field = optional(.certificateField) { text throws(ConfigurationRule) in
            guard text.utf8.allSatisfy(Self.isInFieldName) else {
                throw ConfigurationRule("phải là tên một trường HTTP", "must be the name of an HTTP field")
            }
            return text
        }
        switch (field, configuration.text(.certificatePort)) {
        case (nil, nil):
            for setting in [Setting.certificateAuthorities, .certificateAddress]
            where configuration.text(setting) != nil {
                add(setting, "cần mtls.header hoặc mtls.port", "needs mtls.header or mtls.port")
            }
            return nil
        case (_?, _?):
            add(.certificatePort, "không đi cùng mtls.header", "can't be given beside mtls.header")
            return nil
        case (let field?, nil):
            guard configuration.trustedProxies != nil else {
                add(
                    .certificateField, "cần proxies.trusted: chỉ proxy tin cậy được nói chứng thư là của ai",
                    "needs proxies.trusted: only a trusted proxy says whose certificate it is")
                return nil
            }
            return MutualTLS(.field(field), authorities: authorities, address: address)
        case (nil, _?):
            guard let issuer, let port = listen?.certificatePort else { return nil }
            return MutualTLS(.handshake, authorities: authorities, address: address ?? issuer.at(port: port))
        }
    }

    private static func certificateAuthorities(
        _ path: String, _ contents: [UInt8]
    ) throws(ConfigurationRule) -> CertificateAuthorities {
        guard let text = String(validating: contents, as: UTF8.self),
            let certificates = PEMText.decodeAll(text, label: "CERTIFICATE"),
            let authorities = try? CertificateAuthorities(certificates)
        else { throw ConfigurationRule("'\(path)' không có chứng thư PEM", "'\(path)' has no certificate in PEM") }
        return authorities
    }

    private static func isInFieldName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
