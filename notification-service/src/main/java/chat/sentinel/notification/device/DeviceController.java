package chat.sentinel.notification.device;

import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// A person says where he wishes to be told. Not for applications: nobody looks at them.
@RestController
@RequestMapping("/devices")
class DeviceController {
    private final Devices devices;
    private final WebPushEndpoints endpoints;

    DeviceController(Devices devices, WebPushEndpoints endpoints) {
        this.devices = devices;
        this.endpoints = endpoints;
    }

    record All(List<Device> devices) {}

    @Operation(summary = "One's devices")
    @GetMapping
    All all(@AuthenticationPrincipal AccessToken token) {
        token.requirePerson();
        return new All(devices.of(token.userId()));
    }

    @Operation(summary = "Register a device, or renew it")
    @PutMapping("/{device_id}")
    Device put(
            @AuthenticationPrincipal AccessToken token,
            @PathVariable("device_id") String deviceId,
            @RequestBody DeviceRequest request) {
        token.requirePerson();
        return devices.put(
                token.userId(), token.sessionId(), request.toRegistration(deviceId, endpoints));
    }

    @Operation(summary = "Forget a device")
    @DeleteMapping("/{device_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @AuthenticationPrincipal AccessToken token,
            @PathVariable("device_id") String deviceId) {
        token.requirePerson();
        DeviceRequest.requireDeviceId(deviceId);
        devices.delete(token.userId(), deviceId);
    }
}
