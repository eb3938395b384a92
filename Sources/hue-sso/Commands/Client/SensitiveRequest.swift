import ArgumentParser
import Identity
import OpenIDConnect

/// What a registration may have that opens personal data, or leaves a client unproven: said by an operator, never only
/// by the platform's own file. The names are those of the file.
enum SensitiveRequest: String, CaseIterable, ExpressibleByArgument {
    case citizenID = "citizen_id"
    case readsStaff = "scim.read"
    case writesStaff = "scim.write"
    case managesEvents = "ssf.manage"
    case publicSubjects = "public"
    case noAuthentication = "none"

    /// Those of a registration that was read from a platform's file, except for what an operator's options say anew.
    static func all(in registration: ClientRegistration, notIn options: ClientOptions) -> [SensitiveRequest] {
        allCases.filter { request in
            switch request {
            case .citizenID, .readsStaff, .writesStaff, .managesEvents:
                options.scopes.isEmpty && registration.scopes.contains(request.rawValue)
            case .publicSubjects:
                options.subjectType == nil && registration.subjectType == SubjectType.Name.public.rawValue
            case .noAuthentication:
                options.authMethod == nil && !options.isPublic && !registration.isConfidential
            }
        }
    }

    /// Those of a client.
    static func all(in client: Client) -> [SensitiveRequest] {
        allCases.filter { request in
            switch request {
            case .citizenID: client.scopes.contains(.citizenID)
            case .readsStaff: client.scopes.contains(.scimRead)
            case .writesStaff: client.scopes.contains(.scimWrite)
            case .managesEvents: client.scopes.contains(.ssfManage)
            case .publicSubjects: client.subjectType == .public
            case .noAuthentication: !client.isConfidential
            }
        }
    }

    var text: Bilingual {
        switch self {
        case .citizenID: Bilingual("số định danh cá nhân (scope citizen_id)", "citizen numbers (scope citizen_id)")
        case .readsStaff:
            Bilingual("danh sách cán bộ dùng nền tảng (scope scim.read)", "the platform's staff (scope scim.read)")
        case .writesStaff:
            Bilingual("ghi đơn vị và cán bộ (scope scim.write)", "writing units and staff (scope scim.write)")
        case .managesEvents:
            Bilingual(
                "nhận sự kiện an ninh của người dùng (scope ssf.manage)", "security events of people (scope ssf.manage)"
            )
        case .publicSubjects:
            Bilingual(
                "mã người dùng chung với nền tảng khác (subject_type public)", "public subjects (subject_type public)")
        case .noAuthentication:
            Bilingual(
                "không xác thực nền tảng (token_endpoint_auth_method none)",
                "no authentication (token_endpoint_auth_method none)")
        }
    }
}
