/// Result codes that mean something to us (RFC 4511 §4.1.9, RFC 4533 §6). Those below nought are libldap's own.
enum ResultCode {
    static let success: Int32 = 0
    static let sizeLimitExceeded: Int32 = 4
    static let adminLimitExceeded: Int32 = 11
    static let unavailableCriticalExtension: Int32 = 12
    static let constraintViolation: Int32 = 19
    static let invalidCredentials: Int32 = 49
    static let busy: Int32 = 51
    static let unavailable: Int32 = 52
    static let unwillingToPerform: Int32 = 53
    static let noSuchObject: Int32 = 32
    static let other: Int32 = 80
    static let syncRefreshRequired: Int32 = 4096

    static let timeout: Int32 = -5
    static let encodingError: Int32 = -3
    static let filterError: Int32 = -7
    static let parameterError: Int32 = -9
    static let connectError: Int32 = -11
}

/// Controls and messages by their object identifiers.
enum ObjectIdentifier {
    static let pagedResults = "1.2.840.113556.1.4.319"
    static let sync = "1.3.6.1.4.1.4203.1.9.1.1"
    static let syncState = "1.3.6.1.4.1.4203.1.9.1.2"
    static let syncDone = "1.3.6.1.4.1.4203.1.9.1.3"
    static let syncInfo = "1.3.6.1.4.1.4203.1.9.1.4"
    static let passwordPolicy = "1.3.6.1.4.1.42.2.27.8.5.1"
}
