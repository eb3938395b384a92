import Cryptography
import Identity
import Wire

/// What VNeID tells about an account, with its own claim names (profile `oidc` of Documentation/VNEID.md),
/// in the ID token and UserInfo.
///
/// All values are strings, as WSO2 sends the claims of a user store. Nothing tells an e-mail address.
enum PersonClaims {
    static func of(_ login: Login, issuer: String) -> JSONObject {
        let persona = login.persona
        var claims: JSONObject = ["sub": .string(opaque("sub", persona))]
        switch persona.kind {
        case .citizen, .child, .foreigner, .staff:
            claims["LoaiTaiKhoan"] = "1"
            claims["SoDinhDanh"] = .string(persona.username)
        case .organisation(let taxCode):
            claims["LoaiTaiKhoan"] = "2"
            claims["MaSoThue"] = .string(taxCode)
        case .representative(let taxCode), .member(let taxCode):
            claims["LoaiTaiKhoan"] = "2"
            claims["MaSoThue"] = .string(taxCode)
            claims["SoDinhDanh"] = .string(persona.username)
        }
        claims["HoVaTen"] = .string(persona.name)
        if let birthDate = persona.birthDate { claims["NgayThangNamSinh"] = .string(birthDate) }
        claims["TechID"] = .string(opaque("TechID", persona))
        // A password and a one-time password: two different factors, no biometrics (Decree 69/2024).
        claims["loAs"] = login.isBelowLevel ? "LoA1" : "LoA2"
        claims["IAL"] = .string(String((login.isBelowLevel ? .one : persona.level).rawValue))
        claims["logoutUri"] = .string(issuer + Path.logout)
        return claims
    }

    /// An id that is the same at every start and says nothing: a GUID of the hash of purpose and number.
    private static func opaque(_ purpose: String, _ persona: Persona) -> String {
        GUID.text(of: SHA2.sha256(Array("vneid-mock \(purpose) \(persona.username)".utf8)))
    }
}
