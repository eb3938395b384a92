import Cryptography
import Wire

/// The private members of an RSA key (RFC 7518 §6.3.2): all five numbers of the remainder theorem beside `d`.
extension RSAPrivateKey {
    init(privateMembersOf json: JSONObject, of key: RSAPublicKey) throws {
        let numbers = Numbers(
            d: try json.secret("d"), p: try json.secret("p"), q: try json.secret("q"),
            dp: try json.secret("dp"), dq: try json.secret("dq"), qi: try json.secret("qi"))
        try self.init(modulus: key.modulus, publicExponent: key.publicExponent, numbers: numbers)
    }

    func addPrivateMembers(to json: inout JSONObject) throws(CryptographyError) {
        let numbers = try numbers()
        json["d"] = .secret(numbers.d)
        json["p"] = .secret(numbers.p)
        json["q"] = .secret(numbers.q)
        json["dp"] = .secret(numbers.dp)
        json["dq"] = .secret(numbers.dq)
        json["qi"] = .secret(numbers.qi)
    }
}

extension JSONValue {
    static func secret(_ bytes: borrowing SecretBytes) -> JSONValue {
        .string(bytes.withUnsafeBytes { Base64URL.encode($0) })
    }
}

extension JSONObject {
    func secret(_ name: String) throws(JOSEError) -> SecretBytes {
        var bytes = try octets(name)
        return SecretBytes(moving: &bytes)
    }
}
